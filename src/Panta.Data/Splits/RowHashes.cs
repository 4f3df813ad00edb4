using System.Numerics;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>Hashes of rows, column after column as Spark's <c>HashExpression</c> does it: null leaves the hash as it is, −0 counts as 0, each NaN as Java's one.</summary>
static class RowHashes
{
    const int JavaFloatNaN = 0x7fc00000;
    const long JavaDoubleNaN = 0x7ff8000000000000;

    /// <summary>One hash a row.</summary>
    public static ulong[] Of<THash>(Table table, ReadOnlySpan<string> columns, ulong seed)
        where THash : IRowHash
    {
        var hashes = new ulong[table.RowCount];
        Array.Fill(hashes, seed);
        foreach (var name in columns) Add<THash>(name, table[name], hashes);
        return hashes;
    }

    static void Add<THash>(string name, Column column, ulong[] hashes)
        where THash : IRowHash
    {
        switch (column)
        {
            case Column<bool> flags: Each(flags, hashes, (value, seed) => THash.OfInt(value ? 1 : 0, seed)); break;
            case Column<sbyte> bytes: Each(bytes, hashes, (value, seed) => THash.OfInt(value, seed)); break;
            case Column<short> shorts: Each(shorts, hashes, (value, seed) => THash.OfInt(value, seed)); break;
            case Column<int> integers: Each(integers, hashes, THash.OfInt); break;
            case Column<long> longs: Each(longs, hashes, THash.OfLong); break;
            case Column<float> floats: Each(floats, hashes, (value, seed) => THash.OfInt(Bits(value), seed)); break;
            case Column<double> doubles: Each(doubles, hashes, (value, seed) => THash.OfLong(Bits(value), seed)); break;
            case Column<Int128> { Type.Precision: <= 18 } decimals: Each(decimals, hashes, (value, seed) => THash.OfLong((long)value, seed)); break;
            case Column<Int128> decimals: Each(decimals, hashes, (value, seed) => THash.OfBytes(((BigInteger)value).ToByteArray(isBigEndian: true), seed)); break;
            case TextColumn texts: AddTexts<THash>(texts, hashes); break;
            case BinaryColumn bytes: Rows(bytes, hashes, (row, seed) => THash.OfBytes(bytes[row], seed)); break;
            case VectorColumn vectors: AddVectors<THash>(vectors, hashes); break;
            default: throw new ArgumentException($"Column '{name}' holds {column.Type}, which has no hash. Allowed: flat types and vectors.");
        }
    }

    static void Each<T>(Column<T> column, ulong[] hashes, Func<T, ulong, ulong> hash)
        where T : unmanaged
    {
        var values = column.Span;
        for (var row = 0; row < hashes.Length; row++)
            if (!column.IsNull(row)) hashes[row] = hash(values[row], hashes[row]);
    }

    static void Rows(Column column, ulong[] hashes, Func<int, ulong, ulong> hash)
    {
        for (var row = 0; row < hashes.Length; row++)
            if (!column.IsNull(row)) hashes[row] = hash(row, hashes[row]);
    }

    static void AddTexts<THash>(TextColumn texts, ulong[] hashes)
        where THash : IRowHash
    {
        var known = new byte[]?[texts.Dictionary.Length];
        var codes = texts.Codes;
        Rows(texts, hashes, (row, seed) =>
        {
            var code = codes.Span[row];
            return THash.OfBytes(known[code] ??= Encoding.UTF8.GetBytes(texts.Dictionary[code]), seed);
        });
    }

    // As VectorUDT's struct of type, size, indices and values; a dense vector has neither size nor indices.
    static void AddVectors<THash>(VectorColumn vectors, ulong[] hashes)
        where THash : IRowHash
    {
        var slots = new double[vectors.Size];
        Rows(vectors, hashes, (row, seed) =>
        {
            var hash = THash.OfInt(vectors.IsSparse ? 0 : 1, seed);
            ReadOnlySpan<double> values = slots;
            if (vectors.IsSparse)
            {
                vectors.SparseRow(row, out var indices, out values);
                hash = THash.OfInt(vectors.Size, hash);
                foreach (var index in indices) hash = THash.OfInt(index, hash);
            }
            else
            {
                vectors.CopyRow(row, slots);
            }

            foreach (var value in values) hash = THash.OfLong(Bits(value), hash);
            return hash;
        });
    }

    static int Bits(float value) => value == 0 ? 0 : float.IsNaN(value) ? JavaFloatNaN : BitConverter.SingleToInt32Bits(value);

    static long Bits(double value) => value == 0 ? 0 : double.IsNaN(value) ? JavaDoubleNaN : BitConverter.DoubleToInt64Bits(value);
}
