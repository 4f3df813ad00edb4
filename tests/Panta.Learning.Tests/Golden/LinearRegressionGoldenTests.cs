using Panta.Data.Tables;
using Panta.Learning.Linear;
using Panta.Tests;

namespace Panta.Learning.Tests.Golden;

/// <summary>
/// Linear regression against Spark 4.2.1 (golden/spark-ml/linear.json): normal equations relative 1e-8, elastic net by normal equations 1e-6, l-bfgs 1e-4
/// (where its stop at a gradient of 1e-8 leaves Spark).
/// </summary>
public class LinearRegressionGoldenTests
{
    [SharedFact("golden/spark-ml/linear.json")]
    public void Coefficients_and_predictions_are_those_of_Spark()
    {
        foreach (var golden in GoldenCase.Of("linear.json", "LinearRegression").Where(c => !c.Name.StartsWith("huber", StringComparison.Ordinal)))
        {
            var isExact = golden.Name.StartsWith("normal", StringComparison.Ordinal)
                && !golden.Name.Contains("elasticNet 0.5") && !golden.Name.Contains("elasticNet 1.0");
            var tolerance = isExact ? 1e-8 : golden.Name.StartsWith("l-bfgs", StringComparison.Ordinal) ? 1e-4 : 1e-6;
            var input = golden.Input();
            var model = ((LinearRegression)SparkStage.Read("LinearRegression", golden.Parameters)).Fit(input);

            if (!golden.Name.Contains("collinear temperature"))
                Close.To(GoldenCase.Values(golden.Expected["model"]!["coefficients"]!), model.Coefficients, tolerance, isExact ? 1e-10 : 1e-6, golden.Name);
            SparkStage.AssertFirstRows(golden, model.Transform(input), tolerance, isExact ? 1e-10 : 1e-6);
        }
    }
}
