using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Panta.Learning.Trees;

/// <summary>
/// What boosting makes small: gradients and Hessians of the loss by score, one score a row and output. Arrays of rows are padded to a multiple of eight; rows
/// are handled eight at a time.
/// </summary>
abstract class BoostingLoss
{
    /// <summary>Adding it to a number below 2^51 leaves the nearest whole number in the low bits.</summary>
    const double Rounder = 6755399441055744.0;

    protected BoostingLoss(double[] labels, double[]? weights)
    {
        Labels = Pad(labels);
        Weights = weights is null ? null : Pad(weights);
        Count = labels.Length;
    }

    /// <summary>Number of rows, padding not counted.</summary>
    protected int Count { get; }

    protected double[] Labels { get; }

    protected double[]? Weights { get; }

    /// <summary>Scores a row; one tree each is grown in an iteration.</summary>
    public virtual int Outputs => 1;

    /// <summary>Whether every Hessian is 1.</summary>
    public virtual bool HasConstantHessian => false;

    /// <summary>The largest Hessian there can be.</summary>
    public virtual double LargestHessian => LargestWeight;

    protected double LargestWeight => Weights is null ? 1 : Weights.Max();

    /// <summary>The best constant score of each output.</summary>
    public abstract double[] Baseline();

    /// <summary>The largest gradient of rows [start, end), or a bound of it.</summary>
    public virtual double LargestGradient(double[][] scores, int start, int end) => LargestWeight;

    /// <summary>Writes gradients and Hessians of rows [start, end), both multiples of eight, as whole numbers.</summary>
    public abstract void Fill(double[][] scores, int start, int end, GradientScale scale, ulong[][] gradients);

    /// <summary>The mean loss of all rows.</summary>
    public double Mean(double[][] scores)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var row = 0; row < Count; row++)
        {
            var weight = Weights is null ? 1 : Weights[row];
            sum += weight * Of(scores, row);
            weights += weight;
        }
        return sum / weights;
    }

    /// <summary>The exact best step of a leaf before shrinking, where the loss has a better one than Newton's; else null.</summary>
    public virtual double? LeafStep(double[][] scores, ReadOnlySpan<int> rows) => null;

    protected abstract double Of(double[][] scores, int row);

    /// <summary>The weighted mean of a function of the rows.</summary>
    protected double MeanOf(Func<int, double> value)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var row = 0; row < Count; row++)
        {
            var weight = Weights is null ? 1 : Weights[row];
            sum += weight * value(row);
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    protected static Vector512<double> Load(double[] values, int row) => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)row);

    /// <summary>Packs eight gradients and Hessians, weighted, and stores them.</summary>
    protected void Store(Vector512<double> gradient, Vector512<double> hessian, GradientScale scale, ulong[] into, int row)
    {
        if (Weights is not null)
        {
            var weight = Load(Weights, row);
            gradient *= weight;
            hessian *= weight;
        }
        var low = (gradient * scale.ToGradient + Vector512.Create(Rounder)).AsUInt64() & Vector512.Create((ulong)uint.MaxValue);
        if (!scale.HasConstantHessian) low |= (hessian * scale.ToHessian + Vector512.Create(Rounder)).AsUInt64() << 32;
        low.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(into), (nuint)row);
    }

    /// <summary>The array with zeros up to a multiple of eight.</summary>
    public static double[] Pad(double[] values)
    {
        var padded = new double[PaddedLength(values.Length)];
        values.CopyTo(padded, 0);
        return padded;
    }

    public static int PaddedLength(int count) => (count + 7) / 8 * 8;
}
