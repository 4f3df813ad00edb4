using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Serving.Protocols;

/// <summary>A column of vectors: arrays of numbers, all of one length.</summary>
sealed class VectorCells(Field field, bool strict) : CellColumn(field, strict)
{
    readonly List<double> _slots = [];
    readonly List<double> _row = [];
    int _size = -1;

    public override Column Build() => VectorColumn.Dense(Math.Max(_size, 0), _slots.ToArray(), Validity);

    /// <summary>Reads an array, the reader being at its start; leaves it at its end.</summary>
    public void Add(ref Utf8JsonReader reader)
    {
        _row.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            _row.Add(reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw Refuse("a list with something that is no number"));
        if (_size >= 0 && _row.Count != _size) throw Refuse($"a list of {_row.Count} numbers, where the rows before have {_size},");
        if (_size < 0) FirstSize(_row.Count);

        Add(new Cell(CellKind.True));
    }

    public override void Undo()
    {
        base.Undo();
        if (_size > 0) _slots.RemoveRange(_slots.Count - _size, _size);
    }

    protected override bool Store(int row, scoped in Cell cell)
    {
        if (cell.Kind != CellKind.True) throw Bad(cell, "is no array of numbers.");

        _slots.AddRange(_row);
        return true;
    }

    protected override void StoreNull(int row)
    {
        if (_size > 0) _slots.AddRange(Enumerable.Repeat(0d, _size));
    }

    // Rows without a value may come before the first that tells the size.
    void FirstSize(int size)
    {
        _size = size;
        _slots.AddRange(Enumerable.Repeat(0d, size * Rows));
    }
}
