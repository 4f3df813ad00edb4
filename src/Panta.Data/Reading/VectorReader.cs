using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Reading;

/// <summary>Reads the vectors of one column of DuckDB's chunks into a column, or into several where it is a struct.</summary>
abstract unsafe class VectorReader(DataType type)
{
    readonly ValidityBuilder _validity = new();

    /// <summary>Gets the type of the column.</summary>
    public DataType Type { get; } = type;

    /// <summary>Reads the rows of one chunk.</summary>
    /// <param name="vector">DuckDB's vector, flat.</param>
    /// <param name="count">Rows.</param>
    /// <param name="mask">Which rows hold a value; null: all.</param>
    public void Read(nint vector, int count, ulong* mask)
    {
        _validity.Add(mask, count);
        ReadValues(vector, count, mask);
    }

    /// <summary>The column of all rows read; the reader is empty afterwards.</summary>
    public Column Take() => TakeColumn(_validity.Take());

    protected abstract void ReadValues(nint vector, int count, ulong* mask);

    protected abstract Column TakeColumn(Validity validity);

    protected static bool IsValid(ulong* mask, int row) => mask is null || (mask[row >> 6] >> (row & 63) & 1) != 0;
}
