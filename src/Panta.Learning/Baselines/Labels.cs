using Panta.Data.Tables;

namespace Panta.Learning.Baselines;

/// <summary>The labels that a baseline learns from.</summary>
static class Labels
{
    public static ReadOnlyMemory<double> Of(string stage, Table data, string column)
    {
        if (data.RowCount == 0) throw new ArgumentException($"{stage}: there is no row to learn from.");

        var labels = data.Numbers(column);
        for (var row = 0; row < labels.Length; row++)
            if (!double.IsFinite(labels.Span[row]))
                throw new ArgumentException(
                    $"{stage}: the label '{column}' is {(data[column].IsNull(row) ? "null" : labels.Span[row])} in row {row}. Drop such rows first.");
        return labels;
    }
}
