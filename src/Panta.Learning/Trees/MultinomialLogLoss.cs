using System.Runtime.Intrinsics;

namespace Panta.Learning.Trees;

/// <summary>The log loss of several classes: a score a class, probabilities by softmax.</summary>
sealed class MultinomialLogLoss(double[] labels, double[]? weights, int classes) : BoostingLoss(labels, weights)
{
    public override int Outputs => classes;

    public override double LargestHessian => LargestWeight / 4;

    public override double[] Baseline()
    {
        double[] logs = [.. Enumerable.Range(0, classes).Select(k => Math.Log(Math.Max(MeanOf(row => Labels[row] == k ? 1 : 0), 1e-15)))];
        var mean = logs.Average();
        return [.. logs.Select(log => log - mean)];
    }

    public override void Fill(double[][] scores, int start, int end, GradientScale scale, ulong[][] gradients)
    {
        var one = Vector512<double>.One;
        var exponentials = new Vector512<double>[classes];
        for (var row = start; row < end; row += 8)
        {
            var (most, sum) = (Load(scores[0], row), Vector512<double>.Zero);
            for (var k = 1; k < classes; k++) most = Vector512.Max(most, Load(scores[k], row));
            for (var k = 0; k < classes; k++) sum += exponentials[k] = Vector512.Exp(Load(scores[k], row) - most);
            for (var k = 0; k < classes; k++)
            {
                var probability = exponentials[k] / sum;
                var isClass = Vector512.ConditionalSelect(Vector512.Equals(Load(Labels, row), Vector512.Create((double)k)), one, Vector512<double>.Zero);
                Store(probability - isClass, probability * (one - probability), scale, gradients[k], row);
            }
        }
    }

    protected override double Of(double[][] scores, int row)
    {
        var most = scores.Max(score => score[row]);
        return Math.Log(scores.Sum(score => Math.Exp(score[row] - most))) + most - scores[(int)Labels[row]][row];
    }
}
