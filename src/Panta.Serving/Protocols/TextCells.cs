using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>A column of text. Numbers and booleans become the text they were written as; strict: they are refused.</summary>
sealed class TextCells(Field field, bool strict) : CellColumn(field, strict)
{
    string?[] _values = [];

    public override Column Build() => TextColumn.Of(new ArraySegment<string?>(_values, 0, Rows));

    protected override bool Store(int row, scoped in Cell cell)
    {
        if (Strict && !cell.IsText) throw Bad(cell, "is no text.");
        if (cell.Kind == CellKind.Field && cell.Utf8.IsEmpty)
        {
            StoreNull(row);
            return false;
        }

        Grow(ref _values, row);
        _values[row] = cell.IsBool ? cell.Show() : Encoding.UTF8.GetString(cell.Utf8);
        return true;
    }

    protected override void StoreNull(int row)
    {
        Grow(ref _values, row);
        _values[row] = null;
    }
}
