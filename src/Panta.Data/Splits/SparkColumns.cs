using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Columns that Spark makes by its generator or its hashes, with Spark's numbers: <c>rand</c>, <c>randn</c>, <c>hash</c> and <c>xxhash64</c>. A frame counts as
/// one partition.
/// </summary>
public static class SparkColumns
{
    const ulong HashSeed = 42;

    /// <summary>Rows with a column of numbers drawn evenly from [0, 1): Spark's <c>rand</c>.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="name">The new column's name; one of that name is replaced.</param>
    /// <param name="seed">The seed; of partition p of several in Spark: seed + p.</param>
    public static DataFrame WithRand(DataFrame data, string name, long seed) => WithDraws(data, name, seed, random => random.NextDouble());

    /// <summary>Rows with a column of numbers drawn from the standard normal distribution: Spark's <c>randn</c>.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="name">The new column's name; one of that name is replaced.</param>
    /// <param name="seed">The seed; of partition p of several in Spark: seed + p.</param>
    public static DataFrame WithRandn(DataFrame data, string name, long seed) => WithDraws(data, name, seed, random => random.NextGaussian());

    /// <summary>Spark's <c>hash</c> of some columns: MurmurHash3 of 32 bits, seed 42.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="columns">Names of columns, none of them a map. The order counts; a null leaves the hash of the columns before it.</param>
    /// <exception cref="ArgumentException">A column has a type without a hash.</exception>
    public static Column<int> Hash(Table table, params ReadOnlySpan<string> columns) =>
        new(DataType.Int32, Array.ConvertAll(RowHashes.Of<Murmur3Hash>(table, columns, HashSeed), hash => unchecked((int)hash)));

    /// <summary>Spark's <c>xxhash64</c> of some columns: XXH64, seed 42.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="columns">Names of columns, none of them a map. The order counts; a null leaves the hash of the columns before it.</param>
    /// <exception cref="ArgumentException">A column has a type without a hash.</exception>
    public static Column<long> XxHash64(Table table, params ReadOnlySpan<string> columns) =>
        new(DataType.Int64, Array.ConvertAll(RowHashes.Of<XxHash>(table, columns, HashSeed), hash => unchecked((long)hash)));

    static DataFrame WithDraws(DataFrame data, string name, long seed, Func<XorShiftRandom, double> draw)
    {
        var field = new Field(name, DataType.Float64) { Nullable = false };
        IEnumerable<Table> Pass(CancellationToken cancel)
        {
            var random = new XorShiftRandom(seed);
            foreach (var batch in data.Batches(cancel))
            {
                var draws = new double[batch.RowCount];
                for (var row = 0; row < draws.Length; row++) draws[row] = draw(random);
                yield return batch.With(field, new Column<double>(DataType.Float64, draws));
            }
        }

        return new(data.Schema.With(field), Pass);
    }
}
