using System.Collections.Immutable;

namespace Panta.Learning.Linear;

/// <summary>Weighted sums of features, a row the same in any batch: each row is added up slot by slot in order.</summary>
static class LinearScores
{
    public static double[] Of(DesignMatrix features, ReadOnlyMemory<double> coefficients, double intercept)
    {
        var scores = GC.AllocateUninitializedArray<double>(features.RowCount);
        for (var start = 0; start < scores.Length; start += RowBlocks.Size)
        {
            var block = scores.AsSpan(start, Math.Min(RowBlocks.Size, scores.Length - start));
            block.Fill(intercept);
            features.AddProduct(coefficients.Span, start, block);
        }

        return scores;
    }

    public static void RequireSize(string stage, string column, int found, int expected)
    {
        if (found != expected)
            throw new ArgumentException(
                $"{stage}: the vectors in '{column}' have {found} slots, but the model learned {expected}. Assemble the same columns as in training.");
    }

    /// <summary>|coefficient| × deviation, scaled to sum to 1.</summary>
    public static ImmutableArray<double> Importances(ImmutableArray<double> coefficients, ImmutableArray<double> deviations)
    {
        var sizes = coefficients.Zip(deviations, (coefficient, deviation) => Math.Abs(coefficient * deviation)).ToArray();
        var total = sizes.Sum();
        return total > 0 ? [.. sizes.Select(size => size / total)] : [.. sizes];
    }
}
