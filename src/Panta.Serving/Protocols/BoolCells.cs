using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>
/// A column of booleans by Python's truth, where any text but the empty one is true; strict: only true and false. In a file, true and false in
/// any case.
/// </summary>
sealed class BoolCells(Field field, bool strict) : CellColumn(field, strict)
{
    bool[] _values = [];

    public override Column Build() => new Column<bool>(Field.Type, _values.AsMemory(0, Rows), Validity);

    protected override bool Store(int row, scoped in Cell cell)
    {
        Grow(ref _values, row);
        _values[row] = cell.Kind switch
        {
            CellKind.True => true,
            CellKind.False => false,
            CellKind.Field => Named(cell),
            CellKind.Number when !Strict => !FloatCells.TryParse(cell, out var number) || number != 0,
            CellKind.Text when !Strict => !cell.Utf8.IsEmpty,
            _ => throw Bad(cell, "is neither true nor false."),
        };
        return cell.Kind != CellKind.Field || !cell.Utf8.IsEmpty;
    }

    protected override void StoreNull(int row) => Grow(ref _values, row);

    bool Named(scoped in Cell cell)
    {
        if (cell.Utf8.IsEmpty) return false;
        if (System.Text.Ascii.EqualsIgnoreCase(cell.Utf8, "true"u8)) return true;
        return System.Text.Ascii.EqualsIgnoreCase(cell.Utf8, "false"u8) ? false : throw Bad(cell, "is neither true nor false.");
    }
}
