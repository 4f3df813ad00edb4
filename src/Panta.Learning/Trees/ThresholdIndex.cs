using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Panta.Learning.Trees;

/// <summary>Finds the bin of a number among at most 255 thresholds without a branch: sixteen pivots say which sixteen thresholds to look at.</summary>
/// <remarks>Hot path of binning; benchmark: <c>boosting</c> in Panta.Learning.Benchmarks. Naive twin: <see cref="BinnedColumn.Bin"/>.</remarks>
sealed class ThresholdIndex
{
    const int Group = 16;
    readonly double[] _thresholds = new double[Group * (Group + 1)];
    readonly double[] _pivots = new double[Group];

    public ThresholdIndex(double[] thresholds)
    {
        Array.Fill(_thresholds, double.PositiveInfinity);
        thresholds.CopyTo(_thresholds, 0);
        for (var i = 0; i < Group; i++) _pivots[i] = _thresholds[i * Group + Group - 1];
    }

    /// <summary>Writes the bin of each number: how many thresholds are smaller, or that of missing values for NaN. Returns whether there was a NaN.</summary>
    public bool Fill(ReadOnlySpan<double> values, Span<byte> bins)
    {
        ref var thresholds = ref MemoryMarshal.GetArrayDataReference(_thresholds);
        var (low, high) = (Vector512.Create<double>(_pivots), Vector512.Create(_pivots.AsSpan(8)));
        var hasMissing = false;
        for (var i = 0; i < values.Length; i++)
        {
            var x = values[i];
            var value = Vector512.Create(x);
            var start = Group * (Below(low, value) + Below(high, value));
            var within = Below(Vector512.LoadUnsafe(ref thresholds, (nuint)start), value) + Below(Vector512.LoadUnsafe(ref thresholds, (nuint)start + 8), value);
            var isMissing = double.IsNaN(x);
            hasMissing |= isMissing;
            bins[i] = (byte)(isMissing ? FeatureBins.Missing : start + within);
        }
        return hasMissing;
    }

    static int Below(Vector512<double> thresholds, Vector512<double> value) =>
        BitOperations.PopCount(Vector512.LessThan(thresholds, value).ExtractMostSignificantBits());
}
