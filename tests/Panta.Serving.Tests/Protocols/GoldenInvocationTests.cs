using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Persistence;
using Panta.Serving.Protocols;
using Panta.Tests;

namespace Panta.Serving.Tests.Protocols;

/// <summary>Requests recorded against MLflow 3.17.2's own scoring server, for its models with columns.</summary>
public sealed class GoldenInvocationTests
{
    const string File = "golden/models/mlflow/invocations.json";

    const string Types = """
        [{"type":"long","name":"l","required":true},{"type":"integer","name":"i","required":true},{"type":"double","name":"d","required":true},
         {"type":"float","name":"f","required":true},{"type":"boolean","name":"b","required":true},{"type":"string","name":"s","required":true},
         {"type":"datetime","name":"t","required":true},{"type":"binary","name":"x","required":false},{"type":"double","name":"opt","required":false}]
        """;

    static readonly Dictionary<string, Schema> Models = new()
    {
        ["sklearn_classifier"] = Doubles("sepal_length", "sepal_width", "petal_length", "petal_width"),
        ["lightgbm"] = Doubles("pregnancies", "glucose", "pressure", "skin", "insulin", "bmi", "pedigree", "age"),
        ["pyfunc_single_string"] = new(new Field("text", DataType.String) { Nullable = false }),
        ["pyfunc_types"] = Signature.FromJson(JsonNode.Parse(Types), null).Inputs,
    };

    // Where we answer otherwise on purpose.
    static readonly Dictionary<string, string> Deviations = new()
    {
        ["sklearn_classifier/null_in_double"] = "the model refuses, not the reader",
        ["sklearn_classifier/csv_missing_cell"] = "the model refuses, not the reader",
        ["sklearn_classifier/csv_header_only"] = "no rows is an empty answer",
        ["sklearn_classifier/empty_data"] = "no rows is an empty answer",
        ["sklearn_classifier/records_uneven"] = "the model refuses, not the reader",
        ["sklearn_classifier/nan_token"] = "the model refuses, not the reader",
        ["sklearn_classifier/infinity_token"] = "the model refuses, not the reader",
        ["sklearn_classifier/content_type_none"] = "415 instead of a failure of the server",
        ["sklearn_classifier/content_type_case"] = "media types have no case (RFC 9110)",
        ["pyfunc_types/optional_null"] = "null is allowed where a column is optional",
        ["pyfunc_types/b=null"] = "null stays null",
        ["pyfunc_types/l=9223372036854775808"] = "a number that no long holds is refused",
        ["pyfunc_types/l=1e+300"] = "a number that no long holds is refused",
        ["pyfunc_types/s=[\"a\"]"] = "a list is no text",
        ["pyfunc_types/s={\"k\": 1}"] = "an object is no text",
        ["pyfunc_types/t=\"2024-03-01T10:00:00Z\""] = "times may name their zone",
        ["pyfunc_types/t=\"2024-03-01T10:00:00+02:00\""] = "times may name their zone",
        ["pyfunc_types/inputs_columns"] = "base64 is decoded in every form, not only in records",
        ["pyfunc_types/csv"] = "a missing required column is the same error with another message",
    };

    [SharedFact(File)]
    public void Status_and_error_code_of_every_request_are_mlflows()
    {
        var wrong = new List<string>();
        var requests = 0;
        foreach (var (name, model, request, expected) in Cases())
        {
            if (Deviations.ContainsKey(name) || name.Contains("/params_", StringComparison.Ordinal)) continue;

            requests++;
            var want = (Status: expected.GetProperty("status").GetInt32(), Code: ErrorCode(expected));
            var got = Ask(model, request);
            if (want != got) wrong.Add($"{name}: {want} expected, {got} answered");
        }

        Assert.Empty(wrong);
        Assert.True(requests > 100, $"only {requests} requests");
    }

    [SharedFact(File)]
    public void Values_are_cast_as_mlflow_casts_them()
    {
        var compared = 0;
        foreach (var (name, model, request, expected) in Cases().Where(item => item.Name.StartsWith("pyfunc_types/", StringComparison.Ordinal)))
        {
            if (Deviations.ContainsKey(name) || expected.GetProperty("status").GetInt32() != 200) continue;

            var table = Read(model, request);
            var columns = JsonDocument.Parse(expected.GetProperty("body").GetString()!).RootElement.GetProperty("predictions")[0].GetProperty("columns");
            foreach (var column in columns.EnumerateObject())
                for (var row = 0; row < column.Value.GetProperty("values").GetArrayLength(); row++, compared++)
                    Assert.Equal(
                        $"{name} {column.Name} {Want(column.Value.GetProperty("values")[row])}", $"{name} {column.Name} {Show(table[column.Name], row)}");
        }
        Assert.True(compared > 300, $"only {compared} values");
    }

    static IEnumerable<(string Name, Schema Model, JsonElement Request, JsonElement Expected)> Cases() =>
        from item in JsonDocument.Parse(System.IO.File.ReadAllText(Shared.Path(File))).RootElement.GetProperty("cases").EnumerateArray()
        let model = item.GetProperty("model").GetString()!
        let request = item.GetProperty("request")
        where Models.ContainsKey(model) && request.GetProperty("path").GetString() == "/invocations" && request.GetProperty("method").GetString() == "POST"
        select (item.GetProperty("name").GetString()!, Models[model], request, item.GetProperty("expected"));

    static (int Status, string Code) Ask(Schema model, JsonElement request)
    {
        try
        {
            Read(model, request);
            return (200, "");
        }
        catch (InvocationException error)
        {
            return (400, error.Code);
        }
        catch (MediaTypeException)
        {
            return (415, "");
        }
    }

    static Table Read(Schema model, JsonElement request)
    {
        var media = MediaTypeException.Parse(request.TryGetProperty("content_type", out var type) ? type.GetString() : null);
        var body = request.TryGetProperty("body_base64", out var bytes)
            ? bytes.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(request.GetProperty("body").GetString()!);
        return FrameReader.Read(body, media, model);
    }

    static string ErrorCode(JsonElement expected) =>
        expected.GetProperty("status").GetInt32() == 400
            ? JsonDocument.Parse(expected.GetProperty("body").GetString()!).RootElement.GetProperty("error_code").GetString()!
            : "";

    static string Want(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join(",", value.GetProperty("bytes").EnumerateArray()),
        JsonValueKind.String when value.GetString() is "nan" => "missing",
        JsonValueKind.String when value.GetString() is { Length: 29 } nanoseconds => nanoseconds[..26],
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "missing",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetDouble().ToString("R"),
    };

    static string Show(Column column, int row) => column.Value(row) switch
    {
        null or double.NaN => "missing",
        bool truth => truth ? "true" : "false",
        byte[] bytes => string.Join(",", bytes),
        // pandas shows fractions of a second only where there are any; we keep microseconds of its nanoseconds.
        DateTimeOffset { Ticks: var ticks } instant when ticks % 10_000_000 != 0 => instant.ToString("yyyy-MM-dd HH:mm:ss.ffffff"),
        DateTimeOffset instant => instant.ToString("yyyy-MM-dd HH:mm:ss"),
        float.PositiveInfinity => "inf",
        float number => ((double)number).ToString("R"),
        string text => double.TryParse(text, out var number) ? number.ToString("R") : text,
        var number => Convert.ToDouble(number).ToString("R"),
    };

    static Schema Doubles(params string[] names) => new([.. names.Select(name => new Field(name, DataType.Float64) { Nullable = false })]);
}
