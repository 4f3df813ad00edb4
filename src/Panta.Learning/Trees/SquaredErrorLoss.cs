using System.Runtime.Intrinsics;

namespace Panta.Learning.Trees;

/// <summary>Half the squared error: the score is the conditional mean.</summary>
sealed class SquaredErrorLoss(double[] labels, double[]? weights) : BoostingLoss(labels, weights)
{
    public override bool HasConstantHessian => Weights is null;

    public override double[] Baseline() => [MeanOf(row => Labels[row])];

    public override double LargestGradient(double[][] scores, int start, int end)
    {
        var largest = Vector512<double>.Zero;
        for (var row = start; row < end; row += 8) largest = Vector512.Max(largest, Vector512.Abs(Load(scores[0], row) - Load(Labels, row)));
        var most = 0.0;
        for (var i = 0; i < 8; i++) most = Math.Max(most, largest[i]);
        return most * LargestWeight;
    }

    public override void Fill(double[][] scores, int start, int end, GradientScale scale, ulong[][] gradients)
    {
        for (var row = start; row < end; row += 8)
            Store(Load(scores[0], row) - Load(Labels, row), Vector512<double>.One, scale, gradients[0], row);
    }

    protected override double Of(double[][] scores, int row) => 0.5 * (scores[0][row] - Labels[row]) * (scores[0][row] - Labels[row]);
}
