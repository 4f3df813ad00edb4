using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Linear;

/// <summary>
/// A fitted linear regression: prediction = intercept + Σ coefficient · feature. A row with a NaN feature is predicted NaN, one without features (null) null.
/// </summary>
/// <param name="FeaturesCol">The vector column.</param>
/// <param name="PredictionCol">The name of the column of predictions.</param>
/// <param name="Coefficients">One a slot, on the scale of the data.</param>
/// <param name="Intercept">The prediction where all features are 0.</param>
/// <param name="Deviations">Standard deviation of each slot in the rows learned from.</param>
/// <param name="TotalIterations">Iterations taken; 0 for the normal equations.</param>
public sealed record LinearRegressionModel(
    string FeaturesCol, string PredictionCol, ImmutableArray<double> Coefficients, double Intercept, ImmutableArray<double> Deviations,
        int TotalIterations) : IFeatureImportances
{
    /// <inheritdoc/>
    public ImmutableArray<double> FeatureImportances => LinearScores.Importances(Coefficients, Deviations);

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input) => OutputSchema(new StageCheck(this, input));

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var output = OutputSchema(data.Schema);
        var features = data.AsVectors(FeaturesCol);
        LinearScores.RequireSize(nameof(LinearRegressionModel), FeaturesCol, features.Size, Coefficients.Length);
        return data.With(output, OutputColumns.Numbers(PredictionCol, () => LinearScores.Of(new(features), Coefficients.AsMemory(), Intercept), features.Validity));
    }

    internal Schema OutputSchema(StageCheck check)
    {
        check.Vector("FeaturesCol", FeaturesCol);
        check.OptionalOutput("PredictionCol", PredictionCol);
        check.Throw();
        return check.Input.WithNumbers(PredictionCol, check.Input[FeaturesCol].Nullable);
    }
}
