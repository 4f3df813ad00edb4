using Panta.Data.Frames;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Linear;

/// <summary>Features, labels and weights to learn from, checked: no null, no NaN, no infinity, no negative weight.</summary>
/// <param name="Features">n rows × p slots.</param>
/// <param name="Labels">One a row.</param>
/// <param name="Weights">One a row; empty where all weigh 1.</param>
/// <param name="Moments">Means and deviations of the slots.</param>
sealed record LinearRows(DesignMatrix Features, ReadOnlyMemory<double> Labels, ReadOnlyMemory<double> Weights, Moments Moments)
{
    public int RowCount => Labels.Length;

    /// <summary>Reads the rows of a table.</summary>
    /// <param name="stage">The learner, for messages.</param>
    /// <param name="data">The rows.</param>
    /// <param name="featuresCol">The vectors.</param>
    /// <param name="labelCol">The labels.</param>
    /// <param name="weightCol">The weights; null: each row weighs 1.</param>
    /// <param name="cancel">Ends the pass.</param>
    public static LinearRows Of(IStage stage, DataFrame data, string featuresCol, string labelCol, string? weightCol, CancellationToken cancel)
    {
        var used = new[] { featuresCol, labelCol, weightCol ?? labelCol }.Distinct().ToArray();
        var columns = new TrainingColumns(stage, data.Select(used).ToTable(cancel));
        var features = new DesignMatrix(columns.Vectors(featuresCol));
        var labels = columns.Labels(labelCol);
        var weights = columns.Weights(weightCol);
        var moments = Moments.Of(features, weights, cancel);
        for (var slot = 0; slot < features.SlotCount; slot++)
            if (!double.IsFinite(moments.Mean[slot]))
                throw new ArgumentException($"{stage.GetType().Name}: {NameOf(columns.Rows, featuresCol, slot)} holds NaN or infinity. Impute it, or drop such rows first.");
        if (!(moments.Weight > 0)) throw new ArgumentException($"{stage.GetType().Name}: all weights in '{weightCol}' are 0.");

        return new(features, labels, weights, moments);
    }

    /// <summary>The weight of a row.</summary>
    public double WeightOf(int row) => Weights.IsEmpty ? 1 : Weights.Span[row];

    static string NameOf(Table data, string column, int slot) =>
        data.Schema[column].Slots is { } slots ? $"'{slots[slot].Name}' (slot {slot} of '{column}')" : $"slot {slot} of '{column}'";
}
