using System.Collections.Immutable;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Evaluation;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tests.Pipelines;

/// <summary>Rows that every estimator can learn something from, and an instance of any estimator set to learn from them.</summary>
static class ContractSample
{
    public static IEnumerable<Type> Estimators { get; } =
        typeof(IEstimator).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IEstimator).IsAssignableFrom(type))
            .OrderBy(type => type.Name);

    public static Table Rows(int seed, int rows = 400)
    {
        var random = new Random(seed);
        double[] Draw(Func<int, double> draw) => [.. Enumerable.Range(0, rows).Select(draw)];
        var (x, z, category) = (Draw(_ => random.NextDouble()), Draw(_ => random.NextDouble() * 10 - 5), Draw(_ => random.Next(4)));
        var label = Draw(i => x[i] + z[i] / 10 + (category[i] == 2 ? 0.5 : 0) + random.NextDouble() / 2 > 0.7 ? 1 : 0);
        var table = Table.Of(
            ("x", Column(x)),
            ("z", Column(z)),
            ("category", Column(category)),
            ("text", TextColumn.Of([.. category.Select(index => "abcd"[(int)index].ToString())])),
            ("label", Column(label)));
        return new VectorAssembler { InputCols = ["x", "z", "category"] }.Transform(table);
    }

    /// <summary>The same columns with a null, a NaN or an unseen text in every place that rows are scored by.</summary>
    public static Table StrangeRows()
    {
        var numbers = new Column<double>(DataType.Float64, new[] { double.NaN, 0.5, double.PositiveInfinity }, Validity.Of(3, row => row != 1));
        var table =
            Table.Of(("x", numbers), ("z", numbers), ("category", Column([99, -1, 0.5])), ("text", TextColumn.Of(["unseen", null, ""])),
                ("label", Column([0, 1, 0])));
        return new VectorAssembler { InputCols = ["x", "z", "category"], HandleInvalid = "keep" }.Transform(table);
    }

    /// <summary>An estimator with its columns set so that it takes the sample.</summary>
    public static IEstimator Make(Type type)
    {
        foreach (var input in (string[])["x", "text", "category", "features"])
        {
            var made = (IEstimator)RecordShape.Of(type).Create(Values(type, input));
            if (Record.Exception(() => made.Fit(Rows(0, 60))) is null) return made;
        }

        throw new InvalidOperationException($"{type.Name} takes none of the sample's columns. Teach ContractSample.Values what its parameters are.");
    }

    static Dictionary<RecordShape.Member, object?> Values(Type type, string input) =>
        RecordShape.Of(type).Members.Select(member => (member, Value: ValueOf(type, member.Name, input))).Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.member, pair => pair.Value);

    static object? ValueOf(Type type, string parameter, string input) => parameter switch
    {
        "inputCol" => input,
        "outputCol" => "out",
        "formula" => "label ~ x + text + z:text",
        "featuresCol" when type.GetProperty("Formula") is not null => "made",
        "stages" => ImmutableArray.Create<IStage>(new StringIndexer { InputCol = "text", OutputCol = "textIndex" }, new LinearRegression()),
        "estimator" => new LinearRegression(),
        "evaluator" => new RegressionEvaluator(),
        _ => null,
    };

    static Column<double> Column(double[] values) => new(DataType.Float64, values);
}
