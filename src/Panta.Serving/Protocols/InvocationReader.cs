using System.Text.Json;
using System.Text.Unicode;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>
/// Reads the body of MLflow's <c>POST /invocations</c>, straight from UTF-8 into columns: <c>dataframe_split</c>, <c>dataframe_records</c>,
/// <c>instances</c> or <c>inputs</c>.
/// Values are cast to the model's columns; columns that it does not ask for are dropped.
/// </summary>
public static class InvocationReader
{
    const string Fields = "{'inputs', 'instances', 'dataframe_records', 'dataframe_split'}";

    /// <summary>Reads a request.</summary>
    /// <param name="body">The JSON text in UTF-8. The tokens NaN, Infinity and -Infinity are accepted.</param>
    /// <param name="inputs">The model's columns. One that is nullable may be missing: then it is not in the result.</param>
    /// <param name="extras">Further columns to keep when they are there, such as the event time. Default none.</param>
    /// <param name="options">Limits and strictness. Default: <see cref="InvocationOptions"/>'s defaults.</param>
    /// <returns>The rows, in order: the model's columns and extras that the request names.</returns>
    /// <exception cref="InvocationException">The request cannot be read, is too large, lacks a column or holds a value that does not fit.</exception>
    public static Table Read(ReadOnlySpan<byte> body, Schema inputs, Schema? extras = null, InvocationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new();
        extras ??= Schema.Empty;
        if (body.Length > options.MaxBytes)
            throw InvocationException.Unreadable($"The request has {body.Length} bytes; at most {options.MaxBytes} are taken. Send fewer rows at a time.");

        if (!Utf8.IsValid(body))
            throw InvocationException.Unreadable("Ensure that input is a valid JSON formatted string. Error: 'The body is no UTF-8 text.'");
        try
        {
            return ReadObject(body, inputs, extras, options);
        }
        catch (JsonException error)
        {
            // Only a body that is no JSON is searched for Python's tokens: the common case costs nothing.
            if (BareNumbers.Quote(body) is { } quoted) return ReadQuoted(quoted, inputs, extras, options);
            throw NotJson(error);
        }
    }

    static Table ReadQuoted(byte[] body, Schema inputs, Schema extras, InvocationOptions options)
    {
        try
        {
            return ReadObject(body, inputs, extras, options);
        }
        catch (JsonException error)
        {
            throw NotJson(error);
        }
    }

    static Table ReadObject(ReadOnlySpan<byte> body, Schema inputs, Schema extras, InvocationOptions options)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw NotOneField("It is no JSON object.");

        string? form = null;
        Table? table = null;
        InvocationException? problem = null;
        var forms = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = FormOf(ref reader);
            reader.Read();
            if (name is null)
            {
                reader.Skip();
                continue;
            }

            // As in Python, the last of equal keys counts: what is wrong with the first is told only if no other comes.
            if (name != form) forms++;
            form = name;
            table = TryReadForm(name, ref reader, new(inputs, extras, options), out problem);
        }
        reader.Read();
        if (forms != 1) throw NotOneField(forms == 0 ? "It has none of them." : "It has several of them.");
        return table ?? throw problem!;
    }

    static string? FormOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("dataframe_split"u8) ? "dataframe_split"
        : reader.ValueTextEquals("dataframe_records"u8) ? "dataframe_records"
        : reader.ValueTextEquals("instances"u8) ? "instances"
        : reader.ValueTextEquals("inputs"u8) ? "inputs"
        : null;

    static Table? TryReadForm(string form, ref Utf8JsonReader reader, FrameBuilder frame, out InvocationException? problem)
    {
        var start = reader;
        try
        {
            problem = null;
            return ReadForm(form, ref reader, frame);
        }
        catch (InvocationException error)
        {
            problem = error;
            reader = start;
            reader.Skip();
            return null;
        }
    }

    static Table ReadForm(string form, ref Utf8JsonReader reader, FrameBuilder frame) => (form, reader.TokenType) switch
    {
        ("dataframe_split", JsonTokenType.StartObject) => SplitForm.Read(ref reader, frame),
        ("dataframe_split", _) => throw InvocationException.Unreadable($"Dataframe split format must be a dictionary. Got {Named(reader.TokenType)}."),
        ("dataframe_records", JsonTokenType.StartArray) => RowForms.Records(ref reader, frame),
        ("dataframe_records", _) => throw InvocationException.Unreadable($"Dataframe records format must be a list of records. Got {Named(reader.TokenType)}."),
        (_, JsonTokenType.StartArray) => RowForms.List(ref reader, frame, even: form == "instances"),
        (_, JsonTokenType.StartObject) => ColumnForm.Read(ref reader, frame),
        _ => throw InvocationException.Schema(
            $"The field '{form}' holds {Named(reader.TokenType)}; give a list of rows, or an object with a list for each column."),
    };

    internal static string Named(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "a dictionary",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a boolean",
    };

    static InvocationException NotOneField(string what) =>
        InvocationException.Unreadable($"The input must be a JSON dictionary with exactly one of the input fields {Fields}. {what}");

    static InvocationException NotJson(JsonException error) =>
        InvocationException.Unreadable($"Ensure that input is a valid JSON formatted string. Error: '{error.Message}'", error);
}
