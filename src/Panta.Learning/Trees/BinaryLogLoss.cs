using System.Runtime.Intrinsics;

namespace Panta.Learning.Trees;

/// <summary>The log loss of two classes: the score is the log-odds of class 1.</summary>
sealed class BinaryLogLoss(double[] labels, double[]? weights) : BoostingLoss(labels, weights)
{
    public override double LargestHessian => LargestWeight / 4;

    public override double[] Baseline()
    {
        var share = Math.Clamp(MeanOf(row => Labels[row]), 1e-15, 1 - 1e-15);
        return [Math.Log(share / (1 - share))];
    }

    public override void Fill(double[][] scores, int start, int end, GradientScale scale, ulong[][] gradients)
    {
        var one = Vector512<double>.One;
        for (var row = start; row < end; row += 8)
        {
            var probability = one / (one + Vector512.Exp(-Load(scores[0], row)));
            Store(probability - Load(Labels, row), probability * (one - probability), scale, gradients[0], row);
        }
    }

    protected override double Of(double[][] scores, int row) => Softplus(scores[0][row]) - Labels[row] * scores[0][row];

    static double Softplus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));
}
