using System.Numerics.Tensors;

namespace Panta.Learning.Linear;

/// <summary>
/// Mean log loss of several classes (softmax) and its gradient, on features centred and scaled as in <see cref="BinomialLoss"/>. A point is the coefficients
/// class by class, then the intercepts.
/// </summary>
sealed class MultinomialLoss(LinearRows rows, LinearPenalty penalty, bool fitIntercept, int classes)
{
    readonly double[] _centers = fitIntercept ? rows.Moments.Mean.ToArray() : new double[penalty.Deviations.Length];

    int Slots => penalty.Deviations.Length;

    /// <summary>Coefficients 0 and the intercepts that give each class its share.</summary>
    public double[] Start(double[] classWeights)
    {
        var start = new double[classes * (Slots + 1)];
        if (!fitIntercept) return start;

        // One is added to each class, for one that no row has would begin infinitely far away.
        for (var k = 0; k < classes; k++) start[classes * Slots + k] = Math.Log(classWeights[k] + 1);
        Center(start.AsSpan(classes * Slots));
        return start;
    }

    public double At(ReadOnlySpan<double> point, Span<double> gradient, CancellationToken cancel)
    {
        var (coefficients, offsets) = Scaled(point);
        var sums = RowBlocks.Fold(rows.RowCount, () => new Sums(classes, Slots), (into, start, count) => Add(into, coefficients, offsets, start, count),
            static (into, from) => into.Join(from), cancel);

        var value = sums.Loss / rows.Moments.Weight;
        for (var k = 0; k < classes; k++)
        {
            var part = gradient.Slice(k * Slots, Slots);
            for (var slot = 0; slot < Slots; slot++)
                part[slot] = (sums.Gradient[k * Slots + slot] - _centers[slot] * sums.Multipliers[k]) * penalty.Inverses[slot] / rows.Moments.Weight;
            gradient[classes * Slots + k] = fitIntercept ? sums.Multipliers[k] / rows.Moments.Weight : 0;
            value += penalty.AddRidge(point.Slice(k * Slots, Slots), part);
        }

        return value;
    }

    /// <summary>
    /// Coefficients and intercepts on the scale of the data. Softmax does not change when all classes shift alike: intercepts are given the mean 0, and without
    /// penalty coefficients too.
    /// </summary>
    public (double[] Coefficients, double[] Intercepts) OnDataScale(double[] point)
    {
        var (coefficients, intercepts) = Scaled(point);
        if (fitIntercept) Center(intercepts);
        else Array.Clear(intercepts);
        if (!penalty.IsNone) return (coefficients, intercepts);

        for (var slot = 0; slot < Slots; slot++)
        {
            var mean = 0d;
            for (var k = 0; k < classes; k++) mean += coefficients[k * Slots + slot] / classes;
            for (var k = 0; k < classes; k++) coefficients[k * Slots + slot] -= mean;
        }

        return (coefficients, intercepts);
    }

    static void Center(Span<double> values) => TensorPrimitives.Subtract(values, TensorPrimitives.Sum<double>(values) / values.Length, values);

    (double[] Coefficients, double[] Offsets) Scaled(ReadOnlySpan<double> point)
    {
        var (coefficients, offsets) = (new double[classes * Slots], new double[classes]);
        for (var k = 0; k < classes; k++)
        {
            var set = coefficients.AsSpan(k * Slots, Slots);
            TensorPrimitives.Multiply(point.Slice(k * Slots, Slots), penalty.Inverses, set);
            offsets[k] = (fitIntercept ? point[classes * Slots + k] : 0) - TensorPrimitives.Dot<double>(set, _centers);
        }

        return (coefficients, offsets);
    }

    void Add(Sums sums, double[] coefficients, double[] offsets, int start, int count)
    {
        Span<double> Margins(int k) => sums.Margins.AsSpan(k * RowBlocks.Size, count);
        var largest = sums.Largest.AsSpan(0, count);
        var total = sums.Total.AsSpan(0, count);
        largest.Fill(double.NegativeInfinity);
        for (var k = 0; k < classes; k++)
        {
            Margins(k).Fill(offsets[k]);
            rows.Features.AddProduct(coefficients.AsSpan(k * Slots, Slots), start, Margins(k));
            TensorPrimitives.Max(largest, Margins(k), largest);
        }

        var labels = rows.Labels.Span.Slice(start, count);
        for (var row = 0; row < count; row++) sums.Loss -= rows.WeightOf(start + row) * (sums.Margins[(int)labels[row] * RowBlocks.Size + row] - largest[row]);
        total.Clear();
        for (var k = 0; k < classes; k++)
        {
            TensorPrimitives.Subtract(Margins(k), largest, Margins(k));
            TensorPrimitives.Exp(Margins(k), Margins(k));
            TensorPrimitives.Add(total, Margins(k), total);
        }

        AddMultipliers(sums, total, labels, start, count);
    }

    // Exponentials e_k become multipliers w·(e_k / Σe − [y = k]).
    void AddMultipliers(Sums sums, Span<double> total, ReadOnlySpan<double> labels, int start, int count)
    {
        for (var k = 0; k < classes; k++)
        {
            var part = sums.Margins.AsSpan(k * RowBlocks.Size, count);
            TensorPrimitives.Divide(part, total, part);
            for (var row = 0; row < count; row++) part[row] = rows.WeightOf(start + row) * (part[row] - (labels[row] == k ? 1 : 0));
            sums.Multipliers[k] += TensorPrimitives.Sum<double>(part);
            rows.Features.AddTransposedProduct(part, start, sums.Gradient.AsSpan(k * Slots, Slots));
        }

        TensorPrimitives.Log(total, total);
        for (var row = 0; row < count; row++) sums.Loss += rows.WeightOf(start + row) * total[row];
    }

    sealed class Sums(int classes, int slots)
    {
        public readonly double[] Margins = new double[classes * RowBlocks.Size], Largest = new double[RowBlocks.Size], Total = new double[RowBlocks.Size];
        public readonly double[] Gradient = new double[classes * slots], Multipliers = new double[classes];

        public double Loss;

        public void Join(Sums other)
        {
            Loss += other.Loss;
            TensorPrimitives.Add(Multipliers, other.Multipliers, Multipliers);
            TensorPrimitives.Add(Gradient, other.Gradient, Gradient);
        }
    }
}
