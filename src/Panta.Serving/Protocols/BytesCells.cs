using System.Buffers.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>A column of bytes, given as base64.</summary>
sealed class BytesCells(Field field, bool strict) : CellColumn(field, strict)
{
    byte[]?[] _values = [];

    public override Column Build() => BinaryColumn.Of(new ArraySegment<byte[]?>(_values, 0, Rows));

    protected override bool Store(int row, scoped in Cell cell)
    {
        Grow(ref _values, row);
        if (!cell.IsText) throw Bad(cell, "is no base64 text.");

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(cell.Utf8.Length)];
        if (Base64.DecodeFromUtf8(cell.Utf8, bytes, out _, out var written) != System.Buffers.OperationStatus.Done) throw Bad(cell, "is no base64 text.");

        _values[row] = bytes[..written];
        return true;
    }

    protected override void StoreNull(int row)
    {
        if (!Field.Nullable) throw Bad(new(CellKind.Null), "is no base64 text, and the column is required.");

        Grow(ref _values, row);
        _values[row] = null;
    }
}
