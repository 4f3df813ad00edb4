using System.Text;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>Reads a request's body of CSV or Parquet by DuckDB, and brings tables of any source into the columns that a model asks for.</summary>
public static class FrameReader
{
    /// <summary>Reads a body of CSV (with a row of names) or Parquet.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="media">Which of the two.</param>
    /// <param name="inputs">The model's columns.</param>
    /// <param name="extras">Further columns to keep when they are there. Default none.</param>
    /// <param name="options">Limits and strictness. Default: <see cref="InvocationOptions"/>'s defaults.</param>
    /// <returns>The model's columns and extras that the body has.</returns>
    /// <exception cref="InvocationException">The body cannot be read, is too large, lacks a column or holds a value that does not fit.</exception>
    /// <remarks>DuckDB reads files: the body lies in the system's temporary folder while it is read.</remarks>
    public static Table Read(ReadOnlySpan<byte> body, MediaType media, Schema inputs, Schema? extras = null, InvocationOptions? options = null)
    {
        options ??= new();
        if (media == MediaType.Json) return InvocationReader.Read(body, inputs, extras, options);
        if (body.Length > options.MaxBytes)
            throw InvocationException.Unreadable($"The request has {body.Length} bytes; at most {options.MaxBytes} are taken. Send fewer rows at a time.");
        if (media == MediaType.Csv && body.Trim(" \r\n\t"u8).IsEmpty)
            throw InvocationException.Unreadable("The CSV text is empty: No columns to parse from file.");

        var file = Path.Combine(Path.GetTempPath(), $"panta-request-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(file, body);
            return Fit(Query(file, media, options.MaxRows), inputs, extras, options, fromText: media == MediaType.Csv);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The model's columns of a table, cast by the same rules as a request's.</summary>
    /// <param name="table">Any table.</param>
    /// <param name="inputs">The model's columns.</param>
    /// <param name="extras">Further columns to keep when they are there. Default none.</param>
    /// <param name="options">Strictness; limits do not hold here. Default: <see cref="InvocationOptions"/>'s defaults.</param>
    /// <returns>The model's columns and extras that the table has; columns that already have their type are the table's own.</returns>
    /// <exception cref="InvocationException">A required column is missing, or a value does not fit.</exception>
    public static Table Fit(Table table, Schema inputs, Schema? extras = null, InvocationOptions? options = null) =>
        Fit(table, inputs, extras, options ?? new(), fromText: false);

    static Table Fit(Table table, Schema inputs, Schema? extras, InvocationOptions options, bool fromText)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(inputs);

        RequireInputs(table.Schema, inputs);
        var wanted = inputs.Fields.Concat((extras ?? Schema.Empty).Fields).Where(field => table.Schema.Contains(field.Name)).ToList();
        var columns = wanted.Select(field => Cast(table[field.Name], field, options.Strict, fromText)).ToList();
        var fields = wanted.Zip(columns, (field, column) => field with { Type = column.Type });
        return new(new Schema([.. fields]), [.. columns], table.RowCount);
    }

    static void RequireInputs(Schema schema, Schema inputs)
    {
        var missing = inputs.Fields.Where(field => !field.Nullable && !schema.Contains(field.Name)).Select(field => $"'{field.Name}'").ToList();
        if (missing.Count == 0) return;

        var extra = schema.Names.Where(name => !inputs.Contains(name)).Take(20).Select(name => $"'{name}'").ToList();
        var note = extra.Count == 0 ? "" : $" Note that there were extra inputs: [{string.Join(", ", extra)}].";
        throw InvocationException.Schema($"Model is missing inputs [{string.Join(", ", missing)}].{note}");
    }

    static Column Cast(Column column, Field field, bool strict, bool fromText)
    {
        if (column.Type == field.Type) return column;
        if (field.Type.Kind is TypeKind.Float64 && column.Type.IsNumeric && (!strict || column.Type.Kind != TypeKind.Bool)) return ToDouble(column);

        if (field.Type.Kind == TypeKind.Vector && column.Type.HoldsVectors) return ToVectors(column, field);

        var cells = CellColumn.For(field, strict);
        for (var row = 0; row < column.Length; row++) Add(cells, column.Value(row), fromText);
        return cells.Build();
    }

    static Column ToVectors(Column arrays, Field field)
    {
        try
        {
            return arrays.As(field.Type);
        }
        catch (ArgumentException error)
        {
            throw InvocationException.Schema($"Input '{field.Name}': {error.Message}");
        }
    }

    static Column<double> ToDouble(Column column)
    {
        var values = new double[column.Length];
        column.CopyTo(0, values);
        return new(DataType.Float64, values, column.Validity);
    }

    static void Add(CellColumn cells, object? value, bool fromText)
    {
        switch (value)
        {
            case null: cells.Add(new(fromText ? CellKind.Field : CellKind.Null)); break;
            case bool truth: cells.Add(new(truth ? CellKind.True : CellKind.False)); break;
            case string text: cells.Add(new(fromText ? CellKind.Field : CellKind.Text, Encoding.UTF8.GetBytes(text))); break;
            case byte[] bytes: cells.Add(new(CellKind.Text, Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes)))); break;
            case DateTimeOffset instant: cells.Add(new(CellKind.Text, Encoding.UTF8.GetBytes(instant.ToString("O")))); break;
            case DateTime time: cells.Add(new(CellKind.Text, Encoding.UTF8.GetBytes(time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff")))); break;
            case DateOnly date: cells.Add(new(CellKind.Text, Encoding.UTF8.GetBytes(date.ToString("yyyy-MM-dd")))); break;
            case double[]: throw cells.Refuse("a vector");
            default: cells.Add(new(CellKind.Number, Encoding.UTF8.GetBytes(Convert.ToString(value) ?? ""))); break;
        }
    }

    static Table Query(string file, MediaType media, int maxRows)
    {
        var source = media == MediaType.Csv
            ? $"read_csv({DuckDb.Literal(file)}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', strict_mode = true)"
            : $"read_parquet({DuckDb.Literal(file)})";
        try
        {
            using var duck = DuckDb.Open(new() { Threads = 1 });
            var table = duck.Query($"SELECT * FROM {source} LIMIT {maxRows + 1L}");
            return table.RowCount <= maxRows
                ? table
                : throw InvocationException.Unreadable($"The request has more than {maxRows} rows. Send fewer at a time, or score the file by batch.");
        }
        catch (DuckDbException error)
        {
            var what = media == MediaType.Csv
                ? "Failed to parse input as CSV. Ensure that it has a row of names and as many values in each row."
                : "Failed to parse input as Parquet.";
            throw InvocationException.Unreadable($"{what} Error: {error.Sentence.Replace(file, "the body", StringComparison.Ordinal)}", error);
        }
    }
}
