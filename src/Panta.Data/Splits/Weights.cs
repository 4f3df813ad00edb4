using System.Collections.Immutable;

namespace Panta.Data.Splits;

/// <summary>Proportions of parts as ends of intervals: part i is [end i − 1, end i) of [0, 1), as Spark's <c>randomSplit</c> adds them up.</summary>
readonly struct Weights
{
    readonly double[] _ends;

    /// <summary>Checks proportions.</summary>
    /// <exception cref="ArgumentException">There is none, one is negative or not finite, or their sum is 0 or not finite.</exception>
    public Weights(ImmutableArray<double> weights)
    {
        var sum = weights.IsDefaultOrEmpty ? 0 : weights.Sum();
        if (weights.IsDefaultOrEmpty || weights.Any(weight => !(weight >= 0)) || !(sum > 0) || double.IsInfinity(sum))
            throw new ArgumentException(
                $"Weights ({(weights.IsDefault ? "" : string.Join(", ", weights))}) must be one or more numbers, each 0 or more, of a sum that is more than 0 "
                + "and finite.");

        _ends = new double[weights.Length];
        var end = 0d;
        for (var part = 0; part < _ends.Length; part++) _ends[part] = end += weights[part] / sum;
    }

    /// <summary>Gets the number of parts.</summary>
    public int Count => _ends.Length;

    /// <summary>Gets where the part ends; about 1 for the last.</summary>
    public double this[int part] => _ends[part];

    /// <summary>
    /// The part that a number in [0, 1) falls into. Spark loses a row above the last end, which rounding can leave just below 1; here it is the last part's.
    /// </summary>
    public int PartOf(double point)
    {
        for (var part = 0; part < _ends.Length; part++)
            if (point < _ends[part]) return part;

        var last = _ends.Length - 1;
        while (last > 0 && _ends[last] == _ends[last - 1]) last--;
        return last;
    }
}
