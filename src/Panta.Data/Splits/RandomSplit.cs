using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Parts rows at random in given proportions: Spark's <c>randomSplit</c>, the same rows in the same order for the same weights and seed. As Spark does, it
/// sorts the rows by all columns that have an order, nulls first, and draws one number a row; sizes are near the weights, not exact.
/// </summary>
/// <remarks>
/// A table or frame counts as one partition of Spark's; several are parted by <see cref="Apply(IReadOnlyList{DataFrame})"/>. Since the rows are sorted, a new
/// row moves those after it: where rows are to stay in their part, use <see cref="GroupSplit"/>. Cost: a sort a pass, on disk where memory does not suffice.
/// Arrays and structs with nulls inside are sorted as DuckDB does: such a null is greatest, where Spark has it least.
/// </remarks>
/// <example><code>var parts = new RandomSplit { Weights = [0.8, 0.2], Seed = 42 }.Apply(table); </code></example>
public sealed record RandomSplit : RowSplit
{
    /// <summary>Gets the proportions of the parts; each 0 or more, their sum more than 0; it need not be 1.</summary>
    public required ImmutableArray<double> Weights { get; init; }

    /// <summary>Gets the seed. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Parts rows that lie in partitions as a Spark job has them: each is sorted by itself, and partition p draws from seed + p.</summary>
    /// <param name="partitions">The partitions, in order; all of one schema.</param>
    /// <returns>The parts, in order; together all rows, each once.</returns>
    /// <exception cref="ArgumentException">The weights are no proportions, or there is no partition.</exception>
    public ImmutableArray<DataFrame> Apply(IReadOnlyList<DataFrame> partitions)
    {
        if (partitions.Count == 0) throw new ArgumentException("There is no partition to part. Give at least one.", nameof(partitions));

        var parted = partitions.Select((rows, p) => (this with { Seed = unchecked(Seed + p) }).Apply(rows)).ToList();
        return [.. Enumerable.Range(0, parted[0].Length).Select(part =>
            new DataFrame(partitions[0].Schema, cancel => parted.SelectMany(partition => partition[part].Batches(cancel))))];
    }

    private protected override int CheckedCount(DataFrame data) => new Weights(Weights).Count;

    private protected override PartedRows Parts(Table table)
    {
        var (weights, random) = (new Weights(Weights), new XorShiftRandom(Seed));
        var sorted = SortedRows.Of(table);
        return Drawn(sorted, weights, random);
    }

    private protected override IEnumerable<PartedRows> Pass(DataFrame data, CancellationToken cancel)
    {
        var (weights, random) = (new Weights(Weights), new XorShiftRandom(Seed));
        foreach (var batch in SortedRows.Batches(data, cancel)) yield return Drawn(batch, weights, random);
    }

    static PartedRows Drawn(Table rows, Weights weights, XorShiftRandom random)
    {
        var parts = new int[rows.RowCount];
        for (var row = 0; row < parts.Length; row++) parts[row] = weights.PartOf(random.NextDouble());
        return new(rows, parts);
    }
}
