using System.Text.Json.Nodes;
using Panta.Learning.Evaluation;
using Panta.Learning.Persistence;
using Panta.Tests;

namespace Panta.Learning.Tests.Golden;

/// <summary>Evaluators against Spark 4.2.1 (golden/spark-ml/evaluators.json.gz), relative 1e-10.</summary>
public class EvaluatorGoldenTests
{
    [SharedTheory("golden/spark-ml/evaluators.json.gz")]
    [InlineData("BinaryClassificationEvaluator")]
    [InlineData("MulticlassClassificationEvaluator")]
    [InlineData("RegressionEvaluator")]
    public void Metrics_are_those_of_Spark(string evaluator)
    {
        foreach (var golden in GoldenCase.Of("evaluators.json.gz", evaluator))
        {
            var form = golden.Parameters.DeepClone().AsObject();
            form["evaluator"] = evaluator;

            var value = RecordReader.Read<Evaluator>(form).Evaluate(golden.Input());

            Close.To(GoldenCase.Number(golden.Expected), value, 1e-10, 1e-12, golden.Name);
        }
    }
}
