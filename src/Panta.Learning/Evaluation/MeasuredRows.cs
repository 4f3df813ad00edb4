using Panta.Data.Tables;

namespace Panta.Learning.Evaluation;

/// <summary>Numbers of a batch that a metric is computed from, checked to be there.</summary>
static class MeasuredRows
{
    /// <summary>A numeric column without missing values; empty where the column is not named.</summary>
    public static ReadOnlyMemory<double> Numbers(string evaluator, Table batch, string? column)
    {
        if (column is null) return default;

        var values = batch.Numbers(column);
        var missing = values.Span.IndexOf(double.NaN);
        return missing < 0 ? values : throw new ArgumentException(
            $"{evaluator}: column '{column}' is {(batch[column].IsNull(missing) ? "null" : "NaN")} in row {missing}. "
                + "Drop rows without label or prediction first.");
    }

    /// <summary>The weight of a row; 1 where there are none.</summary>
    public static double WeightOf(ReadOnlyMemory<double> weights, int row) => weights.IsEmpty ? 1 : weights.Span[row];

    public static void RequireSome(string evaluator, double weight)
    {
        if (!(weight > 0)) throw new ArgumentException($"{evaluator}: there is no row to measure.");
    }
}
