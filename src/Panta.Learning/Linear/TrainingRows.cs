using System.Numerics.Tensors;
using Panta.Data.Tables;

namespace Panta.Learning.Linear;

/// <summary>Features, labels and weights to learn from, checked: no null, no NaN, no infinity, no negative weight.</summary>
/// <param name="Features">n rows × p slots.</param>
/// <param name="Labels">One a row.</param>
/// <param name="Weights">One a row; empty where all weigh 1.</param>
/// <param name="Moments">Means and deviations of the slots.</param>
sealed record TrainingRows(DesignMatrix Features, ReadOnlyMemory<double> Labels, ReadOnlyMemory<double> Weights, Moments Moments)
{
    public int RowCount => Labels.Length;

    /// <summary>Reads the rows of a table.</summary>
    /// <param name="stage">The learner's name, for messages.</param>
    /// <param name="data">The rows.</param>
    /// <param name="featuresCol">The vectors.</param>
    /// <param name="labelCol">The labels.</param>
    /// <param name="weightCol">The weights; null: each row weighs 1.</param>
    /// <param name="cancel">Ends the pass.</param>
    public static TrainingRows Of(string stage, Table data, string featuresCol, string labelCol, string? weightCol, CancellationToken cancel)
    {
        if (data.RowCount == 0) throw new ArgumentException($"{stage}: there is no row to learn from.");

        var vectors = (VectorColumn)data[featuresCol];
        for (var row = 0; vectors.Validity.HasNulls && row < vectors.Length; row++)
            if (vectors.IsNull(row))
                throw new ArgumentException($"{stage}: column '{featuresCol}' is null in row {row}. Drop such rows first.");

        var labels = Numbers(stage, data, labelCol, "label");
        var weights = weightCol is null ? default : Numbers(stage, data, weightCol, "weight");
        var negative = weights.IsEmpty ? -1 : weights.Span.IndexOfAnyInRange(double.NegativeInfinity, -double.Epsilon);
        if (negative >= 0) throw new ArgumentException($"{stage}: the weight in row {negative} is {weights.Span[negative]}. Weights are 0 or more.");

        var features = new DesignMatrix(vectors);
        var moments = Moments.Of(features, weights, cancel);
        for (var slot = 0; slot < features.SlotCount; slot++)
            if (!double.IsFinite(moments.Mean[slot]))
                throw new ArgumentException($"{stage}: {NameOf(data, featuresCol, slot)} holds NaN or infinity. Impute it, or drop such rows first.");
        if (!(moments.Weight > 0)) throw new ArgumentException($"{stage}: all weights in '{weightCol}' are 0.");

        return new(features, labels, weights, moments);
    }

    /// <summary>The weight of a row.</summary>
    public double WeightOf(int row) => Weights.IsEmpty ? 1 : Weights.Span[row];

    static ReadOnlyMemory<double> Numbers(string stage, Table data, string column, string what)
    {
        var values = data.Numbers(column);
        if (double.IsFinite(TensorPrimitives.SumOfMagnitudes(values.Span))) return values;

        for (var row = 0; row < values.Length; row++)
            if (!double.IsFinite(values.Span[row]))
                throw new ArgumentException(
                    $"{stage}: the {what} '{column}' is {(data[column].IsNull(row) ? "null" : values.Span[row])} in row {row}. Drop such rows first.");
        return values;
    }

    static string NameOf(Table data, string column, int slot) =>
        data.Schema[column].Slots is { } slots ? $"'{slots[slot].Name}' (slot {slot} of '{column}')" : $"slot {slot} of '{column}'";
}
