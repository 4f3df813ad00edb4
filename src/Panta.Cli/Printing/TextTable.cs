using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Spectre.Console.Rendering;

namespace Panta.Cli.Printing;

/// <summary>
/// Rows as an aligned table, as they come: the first thousand set the widths. On a terminal, what is too wide is cut and told; elsewhere nothing is cut.
/// </summary>
sealed class TextTable
{
    const int MostHeld = 1000;
    const int Narrowest = 8;
    const int WidestPadding = 100;
    const string Gap = "  ";

    readonly TextWriter _writer;
    readonly int _width;
    readonly string[] _names;
    readonly bool[] _isRight;
    readonly List<string[]> _held = [];
    readonly StringBuilder _line = new();
    int[]? _widths;

    /// <summary>Begins a table.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="width">Columns of the terminal; null where there is none.</param>
    public TextTable(TextWriter writer, Schema schema, int? width)
    {
        _writer = writer;
        _width = width ?? int.MaxValue;
        _names = [.. schema.Names.Select(CellText.Visible)];
        _isRight = [.. schema.Fields.Select(field => field.Type is { IsNumeric: true, Kind: not TypeKind.Bool })];
    }

    /// <summary>Adds rows.</summary>
    public void Add(Table rows)
    {
        for (var row = 0; row < rows.RowCount; row++)
        {
            var cells = new string[_names.Length];
            for (var column = 0; column < cells.Length; column++) cells[column] = CellText.Of(rows.Columns[column], row);
            if (_widths is not null) WriteLine(cells);
            else _held.Add(cells);
            if (_widths is null && _held.Count == MostHeld) Begin();
        }
    }

    /// <summary>Ends the table; says which columns had no room.</summary>
    public void End()
    {
        if (_widths is null) Begin();
        var left = _names.Length - _widths!.Length;
        if (left > 0) _writer.WriteLine(Cut($"… and {left} more {(left == 1 ? "column" : "columns")}: {string.Join(", ", _names[_widths.Length..])}", _width));
    }

    static int Cells(string text) => Ascii.IsValid(text) ? text.Length : new Segment(text).CellCount();

    static string Cut(string text, int width)
    {
        if (Cells(text) <= width) return text;

        var (kept, cells) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var wide = Cells(rune.ToString());
            if (cells + wide > width - 1) break;

            (kept, cells) = (kept + rune.Utf16SequenceLength, cells + wide);
        }

        return text[..kept] + "…";
    }

    void Begin()
    {
        _widths = Fitted([.. _names.Select((name, column) => _held.Select(cells => Cells(cells[column])).Append(Cells(name)).Max())]);
        WriteLine(_names);
        foreach (var cells in _held) WriteLine(cells);
        _held.Clear();
    }

    // The widest columns give first; what does not fit even so is left out at the end.
    int[] Fitted(int[] natural)
    {
        var cap = Math.Max(natural.Max(), Narrowest);
        while (cap > Narrowest && Total(natural, cap) > _width) cap--;
        var shown = natural.Length;
        while (shown > 1 && Total(natural.AsSpan(0, shown), cap) > _width) shown--;
        return [.. natural.Take(shown).Select(width => Math.Min(width, Math.Min(cap, _width)))];
    }

    static long Total(ReadOnlySpan<int> widths, int cap)
    {
        var total = (long)Gap.Length * (widths.Length - 1);
        foreach (var width in widths) total += Math.Min(width, cap);
        return total;
    }

    void WriteLine(string[] cells)
    {
        _line.Clear();
        for (var column = 0; column < _widths!.Length; column++)
        {
            var text = _width == int.MaxValue ? cells[column] : Cut(cells[column], _widths[column]);
            var padding = Math.Max(0, Math.Min(_widths[column], WidestPadding) - Cells(text));
            if (column > 0) _line.Append(Gap);
            if (_isRight[column]) _line.Append(' ', padding);
            _line.Append(text);
            if (!_isRight[column] && column < _widths.Length - 1) _line.Append(' ', padding);
        }

        _writer.WriteLine(_line.ToString());
    }
}
