using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Pipelines;
using Panta.Learning.Trees;

namespace Panta.Learning.Tests.Pipelines;

/// <summary>Columns of array&lt;double&gt;, as Parquet and SQL have them, are read wherever vectors are.</summary>
public sealed class ArrayInputTests
{
    static readonly Table Vectors = Sample();
    static readonly Table Arrays = Vectors.With("features", Vectors["features"].As(DataType.Array(DataType.Float64)));

    public static TheoryData<string> Stages => [.. Estimators().Keys];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Arrays_of_numbers_give_what_vectors_give(string stage)
    {
        var estimator = Estimators()[stage];

        var (byVectors, byArrays) = (estimator.Fit(Vectors).Transform(Vectors), estimator.Fit(Arrays).Transform(Arrays));

        Assert.Equal("array<double>", byArrays.Schema["features"].Type.ToString());
        foreach (var name in byVectors.Schema.Names.Where(name => name != "features"))
            for (var row = 0; row < byVectors.RowCount; row++)
                Assert.Equal(byVectors[name].Value(row), byArrays[name].Value(row));
    }

    [Fact]
    public void An_assembler_takes_arrays_as_slots()
    {
        var assembled = new VectorAssembler { InputCols = ["features", "label"], OutputCol = "all" }.Transform(Arrays);

        Assert.Equal(new VectorAssembler { InputCols = ["features", "label"], OutputCol = "all" }.Transform(Vectors).Vectors("all"), assembled.Vectors("all"));
    }

    [Fact]
    public void Arrays_of_different_sizes_are_named_as_such()
    {
        var ragged = Table.Of(
            ("features", ColumnBuilder.For(DataType.Array(DataType.Float64)).Add(new[] { 1.0 }).Add(new[] { 1.0, 2.0 }).Build()),
            ("label", new Column<double>(DataType.Float64, new[] { 0.0, 1.0 })));

        var error = Assert.Throws<ArgumentException>(() => new LinearRegression().Fit(ragged));

        Assert.Contains("'features'", error.Message);
        Assert.Contains("Row 1 has 2 numbers, row 0 has 1", error.Message);
    }

    static Dictionary<string, IEstimator> Estimators() => new()
    {
        ["LinearRegression"] = new LinearRegression(),
        ["LogisticRegression"] = new LogisticRegression(),
        ["DecisionTreeClassifier"] = new DecisionTreeClassifier(),
        ["RandomForestRegressor"] = new RandomForestRegressor { NumTrees = 3 },
        ["HistGradientBoostingRegressor"] = new HistGradientBoostingRegressor { MaxIter = 3 },
        ["StandardScaler"] = new StandardScaler { InputCol = "features", OutputCol = "scaled", WithMean = true },
        ["RFormula"] = new RFormula { Formula = "label ~ features", FeaturesCol = "made", LabelCol = "target" },
    };

    static Table Sample()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 200).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() }).ToArray();
        var labels = rows.Select(x => x[0] + 0.2 * random.NextDouble() > 0.6 ? 1.0 : 0.0).ToArray();
        return Table.OfVectors("features", rows).With("label", new Column<double>(DataType.Float64, labels));
    }
}
