using System.Globalization;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>A column of double or float: numbers, text that is one, booleans as 1 and 0; null stays null, NaN is NaN.</summary>
sealed class FloatCells(Field field, bool strict) : CellColumn(field, strict)
{
    double[] _values = [];

    public override Column Build()
    {
        if (Field.Type.Kind == TypeKind.Float64) return new Column<double>(Field.Type, _values.AsMemory(0, Rows), Validity);

        return new Column<float>(Field.Type, Array.ConvertAll(_values[..Rows], value => (float)value), Validity);
    }

    protected override bool Store(int row, scoped in Cell cell)
    {
        Grow(ref _values, row);
        if (cell.Kind == CellKind.Field && cell.Utf8.IsEmpty) return false;

        _values[row] = cell.IsBool && !Strict ? cell.Kind == CellKind.True ? 1 : 0
            : TryParse(cell, out var value) ? value
            : throw Bad(cell, "is no number.");
        return true;
    }

    protected override void StoreNull(int row)
    {
        Grow(ref _values, row);
        _values[row] = double.NaN;
    }

    /// <summary>Reads a number, or the text of one.</summary>
    public static bool TryParse(scoped in Cell cell, out double value)
    {
        value = 0;
        if (cell.IsBool || cell.IsNull) return false;
        if (double.TryParse(cell.Utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return true;

        var text = cell.Utf8.Trim(" \t"u8);
        value = text.StartsWith("-"u8) ? double.NegativeInfinity : double.PositiveInfinity;
        return System.Text.Ascii.EqualsIgnoreCase(text.TrimStart("+-"u8), "inf");
    }
}
