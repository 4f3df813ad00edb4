using System.Numerics;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Hashes of rows, column after column as Spark's <c>HashExpression</c> makes them: null leaves the hash as it is, −0 counts as 0, each NaN as Java's one;
/// arrays go on element by element, structs field by field.
/// </summary>
static class RowHashes
{
    const int JavaFloatNaN = 0x7fc00000;
    const long JavaDoubleNaN = 0x7ff8000000000000;

    // The hash of a row's value that is not null, going on from another hash.
    delegate ulong RowHash(int row, ulong seed);

    /// <summary>One hash a row.</summary>
    public static ulong[] Of<THash>(Table table, ReadOnlySpan<string> columns, ulong seed)
        where THash : IRowHash
    {
        var hashes = new ulong[table.RowCount];
        Array.Fill(hashes, seed);
        foreach (var name in columns)
        {
            var hash = Nullable(table[name], Of<THash>(name, table[name]));
            for (var row = 0; row < hashes.Length; row++) hashes[row] = hash(row, hashes[row]);
        }

        return hashes;
    }

    static RowHash Of<THash>(string name, Column column)
        where THash : IRowHash => column switch
        {
            Column<bool> values => (row, seed) => THash.OfInt(values.Span[row] ? 1 : 0, seed),
            Column<sbyte> values => (row, seed) => THash.OfInt(values.Span[row], seed),
            Column<short> values => (row, seed) => THash.OfInt(values.Span[row], seed),
            Column<int> values => (row, seed) => THash.OfInt(values.Span[row], seed),
            Column<long> values => (row, seed) => THash.OfLong(values.Span[row], seed),
            Column<float> values => (row, seed) => THash.OfInt(Bits(values.Span[row]), seed),
            Column<double> values => (row, seed) => THash.OfLong(Bits(values.Span[row]), seed),
            Column<Int128> { Type.Precision: <= 18 } values => (row, seed) => THash.OfLong((long)values.Span[row], seed),
            Column<Int128> values => (row, seed) => THash.OfBytes(((BigInteger)values.Span[row]).ToByteArray(isBigEndian: true), seed),
            TextColumn texts => OfTexts<THash>(texts),
            BinaryColumn bytes => (row, seed) => THash.OfBytes(bytes[row], seed),
            VectorColumn { IsSparse: true } vectors => (row, seed) => OfSparse<THash>(vectors, row, seed),
            VectorColumn vectors => OfDense<THash>(vectors),
            StructColumn rows => OfStructs<THash>(name, rows),
            ArrayColumn lists => OfLists<THash>(name, lists),
            _ => throw new ArgumentException($"Column '{name}' holds {column.Type}, which has no hash, as in Spark. Take its keys or values."),
        };

    static RowHash Nullable(Column column, RowHash hash) => column.Validity.HasNulls ? (row, seed) => column.IsNull(row) ? seed : hash(row, seed) : hash;

    static RowHash OfTexts<THash>(TextColumn texts)
        where THash : IRowHash
    {
        var (known, codes) = (new byte[]?[texts.Dictionary.Length], texts.Codes);
        return (row, seed) =>
        {
            var code = codes.Span[row];
            return THash.OfBytes(known[code] ??= Encoding.UTF8.GetBytes(texts.Dictionary[code]), seed);
        };
    }

    static RowHash OfStructs<THash>(string name, StructColumn rows)
        where THash : IRowHash
    {
        var fields = rows.Columns.Select(column => Nullable(column, Of<THash>(name, column))).ToArray();
        return (row, seed) =>
        {
            foreach (var field in fields) seed = field(row, seed);
            return seed;
        };
    }

    static RowHash OfLists<THash>(string name, ArrayColumn lists)
        where THash : IRowHash
    {
        var (element, offsets) = (Nullable(lists.Elements, Of<THash>(name, lists.Elements)), lists.Offsets);
        return (row, seed) =>
        {
            for (var i = offsets.Span[row]; i < offsets.Span[row + 1]; i++) seed = element(i, seed);
            return seed;
        };
    }

    // As VectorUDT's struct of type, size, indices and values; a dense vector has neither size nor indices.
    static RowHash OfDense<THash>(VectorColumn vectors)
        where THash : IRowHash
    {
        var slots = new double[vectors.Size];
        return (row, seed) =>
        {
            vectors.CopyRow(row, slots);
            seed = THash.OfInt(1, seed);
            foreach (var slot in slots) seed = THash.OfLong(Bits(slot), seed);
            return seed;
        };
    }

    static ulong OfSparse<THash>(VectorColumn vectors, int row, ulong seed)
        where THash : IRowHash
    {
        vectors.SparseRow(row, out var indices, out var values);
        seed = THash.OfInt(vectors.Size, THash.OfInt(0, seed));
        foreach (var index in indices) seed = THash.OfInt(index, seed);
        foreach (var value in values) seed = THash.OfLong(Bits(value), seed);
        return seed;
    }

    static int Bits(float value) => value == 0 ? 0 : float.IsNaN(value) ? JavaFloatNaN : BitConverter.SingleToInt32Bits(value);

    static long Bits(double value) => value == 0 ? 0 : double.IsNaN(value) ? JavaDoubleNaN : BitConverter.DoubleToInt64Bits(value);
}
