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
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.Vector("FeaturesCol", FeaturesCol);
        check.Output("PredictionCol", PredictionCol);
        check.Throw();
        return input.With(PredictionField(PredictionCol, input[FeaturesCol].Nullable));
    }

    /// <inheritdoc/>
    public Table Transform(Table data)
    {
        var field = OutputSchema(data.Schema)[PredictionCol];
        var features = (VectorColumn)data[FeaturesCol];
        LinearScores.RequireSize(nameof(LinearRegressionModel), FeaturesCol, features.Size, Coefficients.Length);
        var predictions = LinearScores.Of(new(features), Coefficients.AsMemory(), Intercept);
        return data.With(field, new Column<double>(DataType.Float64, predictions, features.Validity));
    }

    internal static Field PredictionField(string name, bool nullable) => new(name, DataType.Float64) { Nullable = nullable };
}
