using System.Buffers.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>
/// A column of long or integer: whole numbers, text that is one, booleans; fractions are cut off and an integer's overflow wraps around, unless
/// strict.
/// </summary>
sealed class IntegerCells(Field field, bool strict) : CellColumn(field, strict)
{
    const double Limit = 9223372036854775808; // 2⁶³

    long[] _values = [];

    public override Column Build()
    {
        if (Field.Type.Kind == TypeKind.Int64) return new Column<long>(Field.Type, _values.AsMemory(0, Rows), Validity);

        return new Column<int>(Field.Type, Array.ConvertAll(_values[..Rows], value => unchecked((int)value)), Validity);
    }

    protected override bool Store(int row, scoped in Cell cell)
    {
        Grow(ref _values, row);
        if (cell.Kind == CellKind.Field && cell.Utf8.IsEmpty)
        {
            StoreNull(row);
            return false;
        }

        _values[row] = Whole(cell);
        if (Strict && Field.Type.Kind == TypeKind.Int32 && _values[row] != (int)_values[row]) throw Bad(cell, "is beyond an integer of 32 bits.");
        return true;
    }

    protected override void StoreNull(int row)
    {
        if (!Field.Nullable) throw Bad(new(CellKind.Null), "is no whole number, and the column is required.");

        Grow(ref _values, row);
        _values[row] = 0;
    }

    long Whole(scoped in Cell cell)
    {
        if (cell.IsBool && !Strict) return cell.Kind == CellKind.True ? 1 : 0;
        if (!cell.IsBool && Utf8Parser.TryParse(cell.Utf8.Trim(" \t"u8), out long value, out var used) && used == cell.Utf8.Trim(" \t"u8).Length) return value;

        // A fraction: text of one is refused, as Python's int("2.5") is; so is one in a file.
        if (cell.Kind != CellKind.Number || !FloatCells.TryParse(cell, out var number) || !(Math.Abs(number) < Limit))
            throw Bad(cell, "is no whole number of 64 bits.");
        if (Strict && number != Math.Truncate(number)) throw Bad(cell, "is no whole number.");
        return (long)number;
    }
}
