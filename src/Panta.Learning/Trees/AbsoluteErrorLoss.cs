using System.Runtime.Intrinsics;

namespace Panta.Learning.Trees;

/// <summary>The absolute error: the score is the conditional median. Leaves step to the median of what is left.</summary>
sealed class AbsoluteErrorLoss(double[] labels, double[]? weights) : BoostingLoss(labels, weights)
{
    public override bool HasConstantHessian => Weights is null;

    public override double[] Baseline() => [Median([.. Labels.Take(Count)], Weights is null ? null : [.. Weights.Take(Count)])];

    public override void Fill(double[][] scores, int start, int end, GradientScale scale, ulong[][] gradients)
    {
        for (var row = start; row < end; row += 8)
        {
            var (score, label) = (Load(scores[0], row), Load(Labels, row));
            var above = Vector512.ConditionalSelect(Vector512.GreaterThan(score, label), Vector512<double>.One, Vector512<double>.Zero);
            var below = Vector512.ConditionalSelect(Vector512.LessThan(score, label), Vector512<double>.One, Vector512<double>.Zero);
            Store(above - below, Vector512<double>.One, scale, gradients[0], row);
        }
    }

    public override double? LeafStep(double[][] scores, ReadOnlySpan<int> rows)
    {
        var (left, weights) = (new double[rows.Length], Weights is null ? null : new double[rows.Length]);
        for (var i = 0; i < rows.Length; i++)
        {
            left[i] = Labels[rows[i]] - scores[0][rows[i]];
            if (weights is not null) weights[i] = Weights![rows[i]];
        }
        return Median(left, weights);
    }

    protected override double Of(double[][] scores, int row) => Math.Abs(scores[0][row] - Labels[row]);

    /// <summary>The (lower weighted) median; the mean of the two middle ones of an even number without weights.</summary>
    static double Median(double[] values, double[]? weights)
    {
        if (weights is null)
        {
            Array.Sort(values);
            return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        }

        Array.Sort(values, weights);
        var (half, sum) = (Impurities.Sum(weights) / 2, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i];
            if (sum >= half) return values[i];
        }
        return values[^1];
    }
}
