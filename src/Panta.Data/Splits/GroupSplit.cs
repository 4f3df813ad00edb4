using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Parts rows by key, all rows of a key into one part: a customer, a device, a document is never learned from and tested on at once. A key's part follows from
/// the key, the seed and the weights alone, so rows and keys that come later move none, and two tables are parted alike.
/// </summary>
/// <remarks>Parts keep the order of rows; their numbers of keys are near the weights, not exact. One pass, no memory but a batch's.</remarks>
/// <example><code>var parts = new GroupSplit { Columns = ["customer"], Weights = [0.8, 0.2] }.Apply(table); </code></example>
public sealed record GroupSplit : RowSplit
{
    /// <summary>
    /// Gets the columns of the key, one or more, of flat types. Null is a key as any; integers of every width, and float32 and float64, are the same key
    /// where they are the same number.
    /// </summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>Gets the proportions of the parts; each 0 or more, their sum more than 0; it need not be 1.</summary>
    public required ImmutableArray<double> Weights { get; init; }

    /// <summary>Gets the seed. Default 0.</summary>
    public long Seed { get; init; }

    private protected override int CheckedCount(DataFrame data)
    {
        if (Columns.IsDefaultOrEmpty) throw new ArgumentException("A split by group needs at least one column of the key.");

        foreach (var name in Columns)
            if (data.Schema[name].Type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Struct or TypeKind.Vector)
                throw new ArgumentException($"Column '{name}' holds {data.Schema[name].Type}, which is no key. Allowed: flat types.");
        return new Weights(Weights).Count;
    }

    private protected override PartedRows Parts(Table table)
    {
        var weights = new Weights(Weights);
        ImmutableArray<Column> wide = [.. Columns.Select(name => Wide(table[name]))];
        var keys = new Table(new([.. wide.Select((column, i) => new Field($"k{i}", column.Type))]), wide);
        var hashes = RowHashes.Of<XxHash>(keys, [.. keys.Schema.Names], unchecked((ulong)XorShiftRandom.HashSeed(Seed)));
        // A null leaves a hash as it is, so that (null, x) would be (x, null): each place is marked.
        MarkNulls(keys, hashes);
        return new(table, Array.ConvertAll(hashes, hash => weights.PartOf((hash >> 11) * (1.0 / (1L << 53)))));
    }

    private protected override IEnumerable<PartedRows> Pass(DataFrame data, CancellationToken cancel) => data.Batches(cancel).Select(Parts);

    static void MarkNulls(Table keys, ulong[] hashes)
    {
        foreach (var (place, column) in keys.Columns.Index())
        {
            if (!column.Validity.HasNulls) continue;

            for (var row = 0; row < hashes.Length; row++)
                if (column.IsNull(row)) hashes[row] = XxHash.OfInt(place, hashes[row]);
        }
    }

    static Column Wide(Column column) => column switch
    {
        Column<sbyte> bytes => Longs(bytes, value => value),
        Column<short> shorts => Longs(shorts, value => value),
        Column<int> { Type.Kind: TypeKind.Int32 } integers => Longs(integers, value => value),
        Column<float> floats => new Column<double>(DataType.Float64, Array.ConvertAll(floats.Values.ToArray(), value => (double)value), floats.Validity),
        _ => column,
    };

    static Column<long> Longs<T>(Column<T> column, Converter<T, long> convert)
        where T : unmanaged => new(DataType.Int64, Array.ConvertAll(column.Values.ToArray(), convert), column.Validity);
}
