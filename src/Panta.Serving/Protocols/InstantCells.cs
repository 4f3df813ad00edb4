using System.Globalization;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>A column of instants: ISO 8601 text (UTC where it names no zone), or nanoseconds since 1970; the empty text is null.</summary>
sealed class InstantCells(Field field, bool strict) : CellColumn(field, strict)
{
    const int LongestText = 64;

    long[] _values = [];

    public override Column Build() => new Column<long>(Field.Type, _values.AsMemory(0, Rows), Validity);

    protected override bool Store(int row, scoped in Cell cell)
    {
        Grow(ref _values, row);
        if (cell.IsText && cell.Utf8.IsEmpty) return false;

        _values[row] = TryParse(cell, out var micros)
            ? micros
            : throw Bad(cell, "is no time: give ISO 8601, as 2024-03-01T10:00:00Z, or nanoseconds since 1970.");
        return true;
    }

    protected override void StoreNull(int row) => Grow(ref _values, row);

    static bool TryParse(scoped in Cell cell, out long micros)
    {
        micros = 0;
        if (cell.Kind == CellKind.Number)
        {
            if (!FloatCells.TryParse(cell, out var nanos) || !(Math.Abs(nanos) < 9.2e18)) return false;
            micros = (System.Buffers.Text.Utf8Parser.TryParse(cell.Utf8, out long exact, out var used) && used == cell.Utf8.Length
                ? exact
                : (long)nanos) / 1000;
            return true;
        }

        if (!cell.IsText || cell.Utf8.Length > LongestText) return false;

        Span<char> text = stackalloc char[LongestText];
        var length = Encoding.UTF8.GetChars(cell.Utf8, text);
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (!DateTimeOffset.TryParse(text[..length], CultureInfo.InvariantCulture, Styles, out var instant)) return false;

        micros = (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        return true;
    }
}
