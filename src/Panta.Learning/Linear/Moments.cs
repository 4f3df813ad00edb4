using System.Numerics.Tensors;

namespace Panta.Learning.Linear;

/// <summary>
/// Weighted count, means and variances of every slot from one pass over the rows: each block is centred on its own mean while it is in the cache, and blocks
/// are joined by the formula of Chan, Golub and LeVeque (1983).
/// </summary>
sealed class Moments
{
    const double RoundingOfMean = 1e-14;

    static readonly double[] Ones = [.. Enumerable.Repeat(1d, RowBlocks.Size)];

    readonly double[] _mean;
    readonly double[] _squares;

    Moments(int slots) => (_mean, _squares) = (new double[slots], new double[slots]);

    /// <summary>Sum of the weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Sum of the squared weights.</summary>
    public double SquaredWeight { get; private set; }

    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Standard deviation of each slot with n − 1 (and its like for weights), as Spark's Summarizer gives it; 0 for one row.</summary>
    public double[] SampleDeviation() => Deviation(Weight - SquaredWeight / Weight);

    /// <summary>Standard deviation of each slot with n.</summary>
    public double[] PopulationDeviation() => Deviation(Weight);

    public static Moments Of(DesignMatrix matrix, ReadOnlyMemory<double> weights, CancellationToken cancel) =>
        RowBlocks.Fold(matrix.RowCount, () => new Moments(matrix.SlotCount),
            (moments, start, count) => moments.Add(matrix, weights.IsEmpty ? default : weights.Span.Slice(start, count), start, count),
            (into, from) => into.Join(from), cancel);

    // What is left of a constant slot is the rounding of its mean, not a deviation.
    double[] Deviation(double denominator)
    {
        var deviations = new double[_squares.Length];
        for (var slot = 0; slot < deviations.Length; slot++)
        {
            var deviation = denominator > 0 ? Math.Sqrt(Math.Max(_squares[slot] / denominator, 0)) : double.IsNaN(_squares[slot]) ? double.NaN : 0;
            deviations[slot] = deviation <= RoundingOfMean * Math.Abs(_mean[slot]) ? 0 : deviation;
        }

        return deviations;
    }

    void Add(DesignMatrix matrix, ReadOnlySpan<double> weights, int start, int count)
    {
        if (weights.IsEmpty) weights = Ones.AsSpan(0, count);

        var block = new Moments(_mean.Length) { Weight = TensorPrimitives.Sum(weights), SquaredWeight = TensorPrimitives.SumOfSquares(weights) };
        if (block.Weight == 0) return;

        matrix.AddTransposedProduct(weights, start, block._mean);
        TensorPrimitives.Divide(block._mean, block.Weight, block._mean);
        matrix.AddSquares(weights, block._mean, start, block._squares);
        Join(block);
    }

    void Join(Moments other)
    {
        if (other.Weight == 0) return;

        var weight = Weight + other.Weight;
        for (var slot = 0; slot < _mean.Length; slot++)
        {
            var delta = other._mean[slot] - _mean[slot];
            _mean[slot] += delta * other.Weight / weight;
            _squares[slot] += other._squares[slot] + delta * delta * Weight * other.Weight / weight;
        }

        Weight = weight;
        SquaredWeight += other.SquaredWeight;
    }
}
