using System.Collections.Immutable;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Parts rows at random in given proportions. Each row is drawn by itself from the seed and its number, so the same table, weights and seed always give the same parts,
/// and rows appended later do not move those before them. Parts keep the order of rows; their sizes are near the weights, not exact.
/// </summary>
public sealed record RandomSplit
{
    /// <summary>Gets the proportions of the parts; each more than 0, their sum need not be 1.</summary>
    public required ImmutableArray<double> Weights { get; init; }

    /// <summary>Gets the seed. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Parts a table.</summary>
    /// <param name="table">The rows.</param>
    /// <returns>One table a weight, in order; together all rows, each once.</returns>
    /// <exception cref="ArgumentException">There is no weight, or one is not more than 0 and finite.</exception>
    public ImmutableArray<Table> Apply(Table table)
    {
        if (Weights.IsDefaultOrEmpty || Weights.Any(weight => !(weight > 0) || double.IsInfinity(weight)))
            throw new ArgumentException($"Weights ({(Weights.IsDefault ? "" : string.Join(", ", Weights))}) must be one or more numbers, each more than 0 and finite.");

        var (total, parts) = (Weights.Sum(), Weights.Select(_ => new List<int>()).ToArray());
        for (var row = 0; row < table.RowCount; row++) parts[PartOf(Uniform(Seed, row) * total)].Add(row);
        return [.. parts.Select(rows => table.Take(rows.ToArray()))];
    }

    int PartOf(double point)
    {
        var end = 0d;
        for (var part = 0; part < Weights.Length - 1; part++)
            if (point < (end += Weights[part])) return part;
        return Weights.Length - 1;
    }

    // SplitMix64 (Steele, Lea and Flood, 2014) as a function of seed and row.
    static double Uniform(long seed, int row)
    {
        var z = Mixed(unchecked((ulong)seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019));
        z = Mixed(unchecked(z + ((ulong)row + 1) * 0x9E3779B97F4A7C15));
        return (z >> 11) * (1.0 / (1L << 53));
    }

    static ulong Mixed(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
