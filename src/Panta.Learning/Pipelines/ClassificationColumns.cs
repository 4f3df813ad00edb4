using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Pipelines;

/// <summary>
/// The columns that a classifier adds: raw prediction and probability (a vector each, one slot a class) and the predicted class; an empty name leaves a column
/// out.
/// </summary>
/// <param name="RawPrediction">The name of the raw predictions.</param>
/// <param name="Probability">The name of the probabilities.</param>
/// <param name="Prediction">The name of the predicted classes.</param>
/// <param name="Names">The names of the classes; empty where they have none.</param>
sealed record ClassificationColumns(string RawPrediction, string Probability, string Prediction, ImmutableArray<string> Names)
{
    public void Check(StageCheck check)
    {
        check.OptionalOutput("RawPredictionCol", RawPrediction);
        check.OptionalOutput("ProbabilityCol", Probability);
        check.OptionalOutput("PredictionCol", Prediction);
    }

    public Schema AddTo(Schema input, bool nullable)
    {
        ImmutableArray<Field>? slots = Names.IsDefaultOrEmpty ? null : [.. Names.Select(name => new Field(name, DataType.Float64) { Nullable = false })];
        return input
            .WithOutput(new(RawPrediction, DataType.Vector) { Nullable = nullable, Slots = slots })
            .WithOutput(new(Probability, DataType.Vector) { Nullable = nullable, Slots = slots })
            .WithOutput(new(Prediction, DataType.Float64) { Nullable = nullable, Nominal = Names.IsDefaultOrEmpty ? null : Names });
    }

    /// <summary>
    /// The columns, in the order of the schema. Raw predictions and probabilities are rows of one number a class; <paramref name="rows"/> says which rows have any.
    /// </summary>
    public IEnumerable<Column> Of(Validity rows, int classes, double[] raw, double[] probability, double[] prediction)
    {
        if (RawPrediction.Length > 0) yield return VectorColumn.Dense(classes, raw, rows);
        if (Probability.Length > 0) yield return VectorColumn.Dense(classes, probability, rows);
        if (Prediction.Length > 0) yield return new Column<double>(DataType.Float64, prediction, rows);
    }
}
