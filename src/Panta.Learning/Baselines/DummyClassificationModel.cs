using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Linear;
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
    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.Output("RawPredictionCol", RawPredictionCol);
        check.Output("ProbabilityCol", ProbabilityCol);
        check.Output("PredictionCol", PredictionCol);
        check.Throw();
        return ClassificationColumns.AddTo(input, RawPredictionCol, ProbabilityCol, PredictionCol, ClassNames, nullable: false);
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var schema = OutputSchema(data.Schema);
        var (raw, probability, prediction) = (new double[data.RowCount * Priors.Length], new double[data.RowCount * Priors.Length], new double[data.RowCount]);
        prediction.AsSpan().Fill(ClassificationColumns.Predict(Priors.AsSpan(), []));
        for (var i = 0; i < probability.Length; i++)
        {
            probability[i] = Priors[i % Priors.Length];
            raw[i] = Math.Log(probability[i]);
        }

        return ClassificationColumns.AddTo(data, schema, Validity.All(data.RowCount), Priors.Length, raw, probability, prediction);
    }
}
