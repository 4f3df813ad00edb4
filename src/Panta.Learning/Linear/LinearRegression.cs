using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Linear;

/// <summary>
/// Predicts a number as a weighted sum of the features: least squares with an elastic net penalty. spark.ml's <c>LinearRegression</c> with squared error.
/// Minimises ½ · mean((y − ŷ)²) + regParam · (elasticNetParam · ‖β‖₁ + (1 − elasticNetParam)/2 · ‖β‖₂²), the label and (with <see cref="Standardization"/>)
/// the features scaled to unit deviation for the penalty; coefficients come out on the scale of the data.
/// </summary>
/// <remarks>
/// Features: n rows × p slots, finite; a null or NaN in features, label or weight is an error (impute first). Cost: one pass of n·p² (normal equations), or
/// some tens of passes of n·p (l-bfgs). Where columns are collinear the solution of least norm on the scaled features is taken.
/// </remarks>
/// <example><code>
/// var model = new LinearRegression { LabelCol = "rentals", RegParam = 0.1 }.Fit(table);
/// var predictions = model.Transform(table).Numbers("prediction");
/// </code></example>
public sealed record LinearRegression : IEstimator<LinearRegressionModel>
{
    const int MostSlotsForNormal = 4096;

    /// <summary>Gets the vector column. Default <c>features</c>.</summary>
    public string FeaturesCol { get; init; } = "features";

    /// <summary>Gets the numeric column to learn. Default <c>label</c>.</summary>
    public string LabelCol { get; init; } = "label";

    /// <summary>Gets the name of the column of predictions. Default <c>prediction</c>.</summary>
    public string PredictionCol { get; init; } = "prediction";

    /// <summary>Gets the column of row weights ≥ 0. Default null: each row weighs 1.</summary>
    public string? WeightCol { get; init; }

    /// <summary>Gets the strength of the penalty; ≥ 0. Default 0. Greater draws coefficients to 0.</summary>
    [Range(0, double.MaxValue)]
    public double RegParam { get; init; }

    /// <summary>Gets the share of the penalty on absolute values, 0 (ridge) to 1 (lasso). Default 0.</summary>
    [Range(0d, 1d)]
    public double ElasticNetParam { get; init; }

    /// <summary>Gets whether an intercept is learned. Default true.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <summary>Gets whether the penalty is on the coefficients of features scaled to unit deviation. Default true.</summary>
    public bool Standardization { get; init; } = true;

    /// <summary>Gets how: <c>normal</c> (normal equations), <c>l-bfgs</c>, or <c>auto</c>: normal up to 4,096 slots. Default <c>auto</c>.</summary>
    [AllowedValues("auto", "normal", "l-bfgs")]
    public string Solver { get; init; } = "auto";

    /// <summary>Gets the most iterations of an iterative solution; ≥ 0. Default 100.</summary>
    [Range(0, int.MaxValue)]
    public int MaxIter { get; init; } = 100;

    /// <summary>Gets the tolerance of an iterative solution; ≥ 0. Default 1e-6.</summary>
    [Range(0, double.MaxValue)]
    public double Tol { get; init; } = 1e-6;

    /// <inheritdoc/>
    public Schema OutputSchema(Schema input)
    {
        var check = new StageCheck(this, input);
        check.LabelAndWeight(LabelCol, WeightCol);
        return Model([], 0, [], 0).OutputSchema(check);
    }

    /// <inheritdoc/>
    public LinearRegressionModel Fit(DataFrame data, CancellationToken cancel = default)
    {
        OutputSchema(data.Schema);

        var rows = LinearRows.Of(this, data, FeaturesCol, LabelCol, WeightCol, cancel);
        var solver = Solver == "auto" ? rows.Features.SlotCount <= MostSlotsForNormal ? "normal" : "l-bfgs" : Solver;
        var label = Moments.Of(new(rows.Labels), rows.Weights, cancel);
        var labelDeviation = (solver == "normal" ? label.PopulationDeviation() : label.SampleDeviation())[0];
        var deviations = solver == "normal" ? rows.Moments.PopulationDeviation() : rows.Moments.SampleDeviation();
        if (labelDeviation == 0 && (FitIntercept || label.Mean[0] == 0)) return Model(new double[deviations.Length], label.Mean[0], deviations, 0);

        // A constant label without intercept has no deviation to scale by; its size takes that place.
        var labelScale = labelDeviation == 0 ? Math.Abs(label.Mean[0]) : labelDeviation;
        var problem = new LeastSquares(rows, label.Mean[0], labelScale, deviations, FitIntercept);
        var penalty = RegParam / labelScale;
        var ridge = Penalties(deviations, (1 - ElasticNetParam) * penalty, 2);
        var lasso = ElasticNetParam * penalty > 0 ? Penalties(deviations, ElasticNetParam * penalty, 1) : null;
        var minimum = solver == "normal"
            ? problem.SolveNormal(ridge, lasso, MaxIter, Tol, cancel)
            : problem.SolveIteratively(ridge, lasso, MaxIter, Tol, cancel);
        var coefficients = new double[deviations.Length];
        for (var slot = 0; slot < coefficients.Length; slot++)
            coefficients[slot] = deviations[slot] == 0 ? 0 : minimum.Point[slot] * labelScale / deviations[slot];
        var intercept = FitIntercept ? label.Mean[0] - TensorPrimitives.Dot(coefficients, rows.Moments.Mean) : 0;
        return Model(coefficients, intercept, deviations, minimum.Iterations);
    }

    // On features not scaled, the penalty of a coefficient is divided by its slot's deviation to the power of its norm.
    double[] Penalties(double[] deviations, double penalty, int power) =>
        [.. deviations.Select(deviation => Standardization ? penalty : deviation == 0 ? 0 : penalty / Math.Pow(deviation, power))];

    LinearRegressionModel Model(double[] coefficients, double intercept, double[] deviations, int iterations) =>
        new(FeaturesCol, PredictionCol, [.. coefficients], intercept, [.. deviations], iterations);
}
