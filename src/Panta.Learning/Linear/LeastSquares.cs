using System.Numerics.Tensors;

namespace Panta.Learning.Linear;

/// <summary>
/// The least squares problem on scaled data: z = (x − mean) / deviation (no mean taken off without intercept), t likewise of the label; minimises
/// ½ · mean((t − zβ)²) + ½ · Σ ridge · β² + Σ lasso · |β|. Slots of deviation 0 keep the coefficient 0.
/// </summary>
sealed class LeastSquares(LinearRows rows, double labelMean, double labelScale, double[] deviations, bool fitIntercept)
{
    readonly double[] _centers = fitIntercept ? rows.Moments.Mean.ToArray() : new double[deviations.Length];
    readonly double[] _inverses = [.. deviations.Select(deviation => deviation == 0 ? 0 : 1 / deviation)];
    readonly double _labelCenter = fitIntercept ? labelMean : 0;

    int Slots => deviations.Length;

    /// <summary>
    /// By the normal equations: Cholesky where the matrix is positive definite and nothing is lasso-penalised, else iterations on the p × p matrix.
    /// </summary>
    public QuasiNewton.Minimum SolveNormal(double[] ridge, double[]? lasso, int maxIter, double tol, CancellationToken cancel)
    {
        var gram = Gram(cancel);
        for (var slot = 0; slot < Slots; slot++) gram[slot * (Slots + 1) + slot] += ridge[slot];
        if (lasso is null && Cholesky(gram) is { } solution) return new(solution, 0, 0);

        return QuasiNewton.Minimise((point, gradient) => Quadratic(gram, point, gradient), new double[Slots], lasso, maxIter, tol, cancel);
    }

    /// <summary>By passes over the rows.</summary>
    public QuasiNewton.Minimum SolveIteratively(double[] ridge, double[]? lasso, int maxIter, double tol, CancellationToken cancel) =>
        QuasiNewton.Minimise((point, gradient) => Loss(point, gradient, ridge, cancel), new double[Slots], lasso, maxIter, tol, cancel);

    // Row i holds the means of z_i · z_j and, last, of z_i · t.
    double[] Gram(CancellationToken cancel)
    {
        var width = Slots + 1;
        var gram = RowBlocks.Sum(rows.RowCount, Slots * width, (sums, start, count) =>
        {
            var scaled = new double[Slots * count];
            var labels = new double[count];
            var weighted = new double[count];
            rows.Features.CopySlots(start, count, scaled);
            Scale(start, labels);
            for (var i = 0; i < Slots; i++)
            {
                var slot = scaled.AsSpan(i * count, count);
                TensorPrimitives.Subtract(slot, _centers[i], slot);
                TensorPrimitives.Multiply(slot, _inverses[i], slot);
                Weigh(slot, start, weighted);
                for (var j = 0; j <= i; j++) sums[i * width + j] += TensorPrimitives.Dot(weighted, scaled.AsSpan(j * count, count));
                sums[i * width + Slots] += TensorPrimitives.Dot<double>(weighted, labels);
            }
        }, cancel);
        TensorPrimitives.Divide(gram, rows.Moments.Weight, gram);
        for (var i = 0; i < Slots; i++)
            for (var j = i + 1; j < Slots; j++)
                gram[i * width + j] = gram[j * width + i];
        return gram;
    }

    void Scale(int start, Span<double> into)
    {
        TensorPrimitives.Subtract(rows.Labels.Span.Slice(start, into.Length), _labelCenter, into);
        TensorPrimitives.Divide(into, labelScale, into);
    }

    void Weigh(ReadOnlySpan<double> values, int start, Span<double> into)
    {
        if (rows.Weights.IsEmpty) values.CopyTo(into);
        else TensorPrimitives.Multiply(values, rows.Weights.Span.Slice(start, values.Length), into);
    }

    // ½ β'Gβ − b'β, b being the last column.
    double Quadratic(double[] gram, ReadOnlySpan<double> point, Span<double> gradient)
    {
        var (width, value) = (Slots + 1, 0d);
        for (var i = 0; i < Slots; i++)
        {
            var product = TensorPrimitives.Dot(gram.AsSpan(i * width, Slots), point);
            gradient[i] = product - gram[i * width + Slots];
            value += point[i] * (product / 2 - gram[i * width + Slots]);
        }

        return value + 0.5;
    }

    double Loss(ReadOnlySpan<double> point, Span<double> gradient, double[] ridge, CancellationToken cancel)
    {
        var coefficients = new double[Slots];
        TensorPrimitives.Multiply(point, _inverses, coefficients);
        var offset = -TensorPrimitives.Dot<double>(coefficients, _centers);
        var sums = RowBlocks.Sum(rows.RowCount, Slots + 2, (into, start, count) => AddResiduals(coefficients, offset, start, count, into), cancel);
        var value = sums[Slots] / (2 * rows.Moments.Weight);
        for (var slot = 0; slot < Slots; slot++)
        {
            gradient[slot] = (sums[slot] - _centers[slot] * sums[Slots + 1]) * _inverses[slot] / rows.Moments.Weight + ridge[slot] * point[slot];
            value += ridge[slot] * point[slot] * point[slot] / 2;
        }

        return value;
    }

    // Adds for each slot Σ w·r·x, then Σ w·r², then Σ w·r.
    void AddResiduals(double[] coefficients, double offset, int start, int count, double[] into)
    {
        var residuals = new double[count];
        var labels = new double[count];
        var weighted = new double[count];
        residuals.AsSpan().Fill(offset);
        rows.Features.AddProduct(coefficients, start, residuals);
        Scale(start, labels);
        TensorPrimitives.Subtract<double>(residuals, labels, residuals);
        Weigh(residuals, start, weighted);
        rows.Features.AddTransposedProduct(weighted, start, into);
        into[Slots] += TensorPrimitives.Dot<double>(weighted, residuals);
        into[Slots + 1] += TensorPrimitives.Sum<double>(weighted);
    }

    // Null where the matrix is singular to working precision; slots of deviation 0 are left out of it.
    double[]? Cholesky(double[] gram)
    {
        var width = Slots + 1;
        var factor = (double[])gram.Clone();
        for (var i = 0; i < Slots; i++)
        {
            if (_inverses[i] == 0) factor[i * width + i] = 1;
            var diagonal = factor[i * width + i];
            for (var j = 0; j <= i; j++)
            {
                var sum = factor[i * width + j] - TensorPrimitives.Dot(factor.AsSpan(i * width, j), factor.AsSpan(j * width, j));
                if (j < i) factor[i * width + j] = sum / factor[j * width + j];
                else if (sum <= diagonal * 1e-14 * Slots) return null;
                else factor[i * width + i] = Math.Sqrt(sum);
            }
        }

        return Substitute(factor, width);
    }

    double[] Substitute(double[] factor, int width)
    {
        var solution = new double[Slots];
        for (var i = 0; i < Slots; i++)
            solution[i] = (factor[i * width + Slots] - TensorPrimitives.Dot(factor.AsSpan(i * width, i), solution.AsSpan(0, i))) / factor[i * width + i];
        for (var i = Slots - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < Slots; j++) solution[i] -= factor[j * width + i] * solution[j];
            solution[i] /= factor[i * width + i];
        }

        return solution;
    }
}
