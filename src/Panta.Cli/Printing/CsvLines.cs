using System.Buffers;
using System.Globalization;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Cli.Printing;

/// <summary>
/// Rows as lines of CSV, as files of it are written: a header, commas, texts quoted where they must be, null as nothing, the empty text as <c>""</c>, instants with their
/// zone. Nested values are JSON.
/// </summary>
sealed class CsvLines
{
    static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    readonly TextWriter _writer;
    readonly StringBuilder _text = new();

    /// <summary>Begins with the header.</summary>
    public CsvLines(TextWriter writer, Schema schema)
    {
        _writer = writer;
        for (var i = 0; i < schema.Count; i++) Append(i, schema[i].Name);
        _text.Append('\n');
        Write();
    }

    /// <summary>Adds rows.</summary>
    public void Add(Table rows)
    {
        for (var row = 0; row < rows.RowCount; row++)
        {
            for (var i = 0; i < rows.Columns.Length; i++) Append(i, rows.Columns[i].IsNull(row) ? null : Value(rows.Columns[i], row));
            _text.Append('\n');
            if (_text.Length > 1 << 16) Write();
        }

        Write();
    }

    static string Value(Column column, int row) => column.Value(row) switch
    {
        string text => text,
        double number => Number(number, number.ToString("R", CultureInfo.InvariantCulture)),
        float number => Number(number, number.ToString("R", CultureInfo.InvariantCulture)),
        byte[] bytes => string.Concat(bytes.Select(value => $"\\x{value:X2}")),
        _ => CellText.Plain(column, row),
    };

    static string Number(double value, string text) => double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? value > 0 ? "inf" : "-inf" : text;

    void Append(int column, string? value)
    {
        if (column > 0) _text.Append(',');
        if (value is null) return;

        if (value.Length > 0 && !value.AsSpan().ContainsAny(Special)) _text.Append(value);
        else _text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    void Write()
    {
        _writer.Write(_text.ToString());
        _text.Clear();
    }
}
