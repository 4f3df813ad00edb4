using Panta.Tests;

namespace Panta.Learning.Tests.Golden;

/// <summary>Feature stages against Spark 4.2.1 (golden/spark-ml): values, row counts and the names of slots and categories.</summary>
public class FeatureGoldenTests
{
    [SharedTheory("golden/spark-ml/index.json")]
    [InlineData("index.json", "StringIndexer", 0)]
    [InlineData("index.json", "OneHotEncoder", 0)]
    [InlineData("assemble.json", "VectorAssembler", 0)]
    [InlineData("scale.json", "StandardScaler", 1e-12)]
    [InlineData("discretise.json", "Imputer", 1e-12)]
    [InlineData("rformula.json", "RFormula", 0)]
    public void Stages_give_what_Spark_gives(string file, string stage, double tolerance)
    {
        // A vector column here always knows its size, so "keep" needs no VectorSizeHint: those two refusals of Spark's do not exist.
        var cases = GoldenCase.Of(file,
            stage).Where(c =>
                c.Json["input"]?["from"] is null && !(stage == "VectorAssembler" && c.IsError && c.Name.EndsWith("keep", StringComparison.Ordinal)));
        foreach (var golden in cases)
            if (golden.IsError) Assert.ThrowsAny<ArgumentException>(() => SparkStage.Run(stage, golden));
            else SparkStage.AssertOutput(golden, SparkStage.Run(stage, golden), tolerance, tolerance);
    }
}
