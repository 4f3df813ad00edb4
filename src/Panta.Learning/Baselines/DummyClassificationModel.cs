using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Baselines;

/// <summary>Predicts one class for every row; features are not read, so nothing in them can be missing.</summary>
/// <param name="RawPredictionCol">The name of the vector column of the probabilities' logarithms.</param>
/// <param name="ProbabilityCol">The name of the vector column of class probabilities.</param>
/// <param name="PredictionCol">The name of the column of predicted class indices.</param>
/// <param name="Priors">The share of each class.</param>
/// <param name="ClassNames">The names of the classes; empty where the label column had none.</param>
public sealed record DummyClassificationModel(
    string RawPredictionCol, string ProbabilityCol, string PredictionCol, ImmutableArray<double> Priors, ImmutableArray<string> ClassNames) : ITransformer
{
    ClassificationColumns Columns => new(RawPredictionCol, ProbabilityCol, PredictionCol, ClassNames);

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => OutputSchema(new StageCheck(this, input));

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var output = OutputSchema(data.Schema);
        double[] probability = [.. Enumerable.Repeat(Priors, data.RowCount).SelectMany(priors => priors)];
        double[] raw = [.. probability.Select(share => Math.Log(share))];
        double[] prediction = [.. Enumerable.Repeat((double)ClassThresholds.Choose(Priors.AsSpan(), []), data.RowCount)];
        return data.With(output, Columns.Of(Validity.All(data.RowCount), Priors.Length, raw, probability, prediction));
    }

    internal Schema OutputSchema(StageCheck check)
    {
        Columns.Check(check);
        check.Throw();
        return Columns.AddTo(check.Input, nullable: false);
    }
}
