using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tests.Golden;

/// <summary>Runs a golden case on the stage of the same name: its parameters are read as a file would give them.</summary>
static class SparkStage
{
    public static IStage Read(string stage, JsonObject parameters)
    {
        var form = new JsonObject { ["stage"] = stage };
        foreach (var (name, value) in parameters) form[name] = value?.DeepClone();
        return StageFormat.Read(form);
    }

    public static Table Run(string stage, GoldenCase golden)
    {
        var read = Read(stage, golden.Parameters);
        var transformer = read is IEstimator estimator ? estimator.Fit(golden.Input()) : (ITransformer)read;
        return transformer.Transform(golden.TransformInput());
    }

    public static void AssertOutput(GoldenCase golden, Table actual, double relative, double absolute)
    {
        Assert.Equal((int)golden.Expected["outputRowCount"]!, actual.RowCount);
        AssertFirstRows(golden, actual, relative, absolute);
    }

    public static void AssertFirstRows(GoldenCase golden, Table actual, double relative, double absolute)
    {
        var (columns, rows) = (golden.Expected["output"]!["columns"]!.AsArray(), golden.Expected["output"]!["rows"]!.AsArray());
        for (var i = 0; i < columns.Count; i++)
        {
            var name = (string)columns[i]!["name"]!;
            AssertMetadata(columns[i]!["metadata"]?["ml_attr"], actual.Schema[name]);
            for (var row = 0; row < rows.Count; row++)
            {
                var (expected, found) = (rows[row]![i], actual[name].Value(row));
                if (found is double[] vector) Close.To(GoldenCase.Values(expected!), vector, relative, absolute, $"{golden.Name}: {name}, row {row}");
                else if (found is null or string) Assert.Equal(expected?.ToString(), found);
                else Close.To(GoldenCase.Number(expected), Convert.ToDouble(found), relative, absolute, $"{golden.Name}: {name}, row {row}");
            }
        }
    }

    // Spark's attributes are our fields' nominal values and slots; slots that Spark leaves unnamed are not compared.
    static void AssertMetadata(JsonNode? attributes, Field field)
    {
        if (attributes?["vals"] is JsonArray values) Assert.Equal(values.Select(value => (string)value!), field.Nominal!.Value);
        if (attributes?["attrs"] is not JsonObject kinds) return;

        var names = kinds.SelectMany(kind => kind.Value!.AsArray()).OrderBy(slot => (int)slot!["idx"]!).Select(slot => (string?)slot!["name"]).ToList();
        Assert.Equal(names, field.Slots!.Value.Select(slot => slot.Name));
    }
}
