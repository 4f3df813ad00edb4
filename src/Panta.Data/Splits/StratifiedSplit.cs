using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Parts rows at random so that each part has its share of each class: of a class with n rows, a part of weight w gets n · w rows, rounded up or down. Where
/// shares are no whole numbers, chance rounds them, so that many small classes keep the weights together too.
/// </summary>
/// <remarks>
/// Parts keep the order of rows. Cost: two passes, one to count the classes, one to draw (Knuth's selection sampling, 3.4.2 S); memory for the counts only.
/// </remarks>
/// <example><code>var parts = new StratifiedSplit { Column = "label", Weights = [0.8, 0.2], Seed = 42 }.Apply(table); </code></example>
public sealed record StratifiedSplit : RowSplit
{
    const int MaxClasses = 100_000;

    /// <summary>Gets the column of the classes: at most 100,000 values; null is a class as any.</summary>
    public required string Column { get; init; }

    /// <summary>Gets the proportions of the parts; each 0 or more, their sum more than 0; it need not be 1.</summary>
    public required ImmutableArray<double> Weights { get; init; }

    /// <summary>Gets the seed. Default 0.</summary>
    public long Seed { get; init; }

    private protected override int CheckedCount(DataFrame data)
    {
        _ = data.Schema[Column];
        return new Weights(Weights).Count;
    }

    private protected override PartedRows Parts(Table table) => Pass(table, CancellationToken.None).Single();

    private protected override IEnumerable<PartedRows> Pass(DataFrame data, CancellationToken cancel)
    {
        var random = new XorShiftRandom(Seed);
        var places = Places(data, random, cancel);
        foreach (var batch in data.Batches(cancel))
        {
            var (keys, parts) = (ClassKeys.Of(batch[Column]), new int[batch.RowCount]);
            for (var row = 0; row < parts.Length; row++) parts[row] = Drawn(places[keys(row)], random);
            yield return new(batch, parts);
        }
    }

    // How many rows of each class each part has to get; classes in the order of their first rows, so that it does not depend on how they hash.
    Dictionary<ClassKey, long[]> Places(DataFrame data, XorShiftRandom random, CancellationToken cancel)
    {
        var (counts, order) = (new Dictionary<ClassKey, long>(), new List<ClassKey>());
        foreach (var batch in data.Batches(cancel))
        {
            var keys = ClassKeys.Of(batch[Column]);
            for (var row = 0; row < batch.RowCount; row++)
            {
                var key = keys(row);
                if (counts.TryGetValue(key, out var count)) counts[key] = count + 1;
                else Begin(key);
            }
        }

        var weights = new Weights(Weights);
        return order.ToDictionary(key => key, key => Shares(counts[key], weights, random.NextDouble()));

        void Begin(ClassKey key)
        {
            if (order.Count == MaxClasses)
                throw new ArgumentException(
                    $"Column '{Column}' has more than {MaxClasses:N0} classes: that is a key, not a label. Part it by {nameof(GroupSplit)}.");

            counts[key] = 1;
            order.Add(key);
        }
    }

    // Systematic rounding: one random offset for all parts of a class, so that they add up and each is rounded up as often as its fraction says.
    static long[] Shares(long count, Weights weights, double offset)
    {
        var shares = new long[weights.Count];
        var before = 0L;
        for (var part = 0; part < shares.Length; part++)
        {
            var isLast = weights[part] >= weights[weights.Count - 1];
            var end = isLast ? count : Math.Min(count, (long)Math.Floor(count * weights[part] + offset));
            (shares[part], before) = (end - before, end);
        }

        return shares;
    }

    static int Drawn(long[] places, XorShiftRandom random)
    {
        var left = random.NextDouble() * places.Sum();
        for (var part = 0; part < places.Length; part++)
        {
            if (places[part] > 0 && left < places[part])
            {
                places[part]--;
                return part;
            }

            left -= places[part];
        }

        // Rounding may leave nothing of the last part: then the last that has a place.
        var last = Array.FindLastIndex(places, count => count > 0);
        places[last]--;
        return last;
    }
}
