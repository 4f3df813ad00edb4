using System.Numerics;
using System.Numerics.Tensors;

namespace Panta.Learning.Linear;

/// <summary>
/// Mean log loss of two classes and its gradient, on features centred and scaled to unit deviation without a copy: coefficients are divided by the deviation
/// and the centre goes into the offset. A point is the coefficients, then the intercept. Benchmark: logistic regression on 1 M × 8 in bench.
/// </summary>
sealed class BinomialLoss(LinearRows rows, LinearPenalty penalty, bool fitIntercept)
{
    readonly double[] _centers = fitIntercept ? rows.Moments.Mean.ToArray() : new double[penalty.Deviations.Length];

    int Slots => penalty.Deviations.Length;

    public double At(ReadOnlySpan<double> point, Span<double> gradient, CancellationToken cancel)
    {
        var coefficients = new double[Slots];
        TensorPrimitives.Multiply(point[..Slots], penalty.Inverses, coefficients);
        var offset = (fitIntercept ? point[Slots] : 0) - TensorPrimitives.Dot<double>(coefficients, _centers);
        var sums = RowBlocks.Fold(rows.RowCount, () => new Sums(Slots), (into, start, count) => Add(into, coefficients, offset, start, count),
            static (into, from) => into.Join(from), cancel);

        for (var slot = 0; slot < Slots; slot++)
            gradient[slot] = (sums.Gradient[slot] - _centers[slot] * sums.Multiplier) * penalty.Inverses[slot] / rows.Moments.Weight;
        gradient[Slots] = fitIntercept ? sums.Multiplier / rows.Moments.Weight : 0;
        return sums.Loss / rows.Moments.Weight + penalty.AddRidge(point[..Slots], gradient);
    }

    /// <summary>Coefficients and intercept on the scale of the data.</summary>
    public (double[] Coefficients, double Intercept) OnDataScale(double[] point)
    {
        var coefficients = new double[Slots];
        TensorPrimitives.Multiply(point.AsSpan(0, Slots), penalty.Inverses, coefficients);
        return (coefficients, fitIntercept ? point[Slots] - TensorPrimitives.Dot<double>(coefficients, _centers) : 0);
    }

    void Add(Sums sums, double[] coefficients, double offset, int start, int count)
    {
        var margins = sums.Margins.AsSpan();
        margins.Fill(offset);
        rows.Features.AddProduct(coefficients, start, margins[..count]);
        rows.Labels.Span.Slice(start, count).CopyTo(sums.Labels);
        if (rows.Weights.IsEmpty) sums.Weights.AsSpan(0, count).Fill(1);
        else rows.Weights.Span.Slice(start, count).CopyTo(sums.Weights);
        sums.Weights.AsSpan(count).Clear();

        sums.Loss += LossAndMultipliers(margins, sums.Labels, sums.Weights);
        sums.Multiplier += TensorPrimitives.Sum(margins[..count]);
        rows.Features.AddTransposedProduct(margins[..count], start, sums.Gradient);
    }

    // Margins m become multipliers w·(σ(m) − y); the loss is Σ w·(log(1 + eᵐ) − y·m), computed from e^−|m| so that nothing overflows. Rows of weight 0 fill the
    // block up.
    static double LossAndMultipliers(Span<double> margins, ReadOnlySpan<double> labels, ReadOnlySpan<double> weights)
    {
        var loss = Vector<double>.Zero;
        for (var i = 0; i < margins.Length; i += Vector<double>.Count)
        {
            var margin = new Vector<double>(margins[i..]);
            var label = new Vector<double>(labels[i..]);
            var weight = new Vector<double>(weights[i..]);
            var small = Vector.Exp(-Vector.Abs(margin));
            var inverse = Vector<double>.One / (Vector<double>.One + small);
            var sigma = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(margin, Vector<double>.Zero), inverse, small * inverse);
            loss += weight * (Vector.Max(margin, Vector<double>.Zero) - label * margin + Vector.Log(Vector<double>.One + small));
            (weight * (sigma - label)).CopyTo(margins[i..]);
        }

        return Vector.Sum(loss);
    }

    sealed class Sums(int slots)
    {
        public readonly double[] Margins = new double[RowBlocks.Size];
        public readonly double[] Labels = new double[RowBlocks.Size];
        public readonly double[] Weights = new double[RowBlocks.Size];
        public readonly double[] Gradient = new double[slots];

        public double Loss, Multiplier;

        public void Join(Sums other)
        {
            Loss += other.Loss;
            Multiplier += other.Multiplier;
            TensorPrimitives.Add(Gradient, other.Gradient, Gradient);
        }
    }
}
