using System.IO.Compression;
using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Trees;
using Panta.Tests;

namespace Panta.Learning.Tests.Trees;

/// <summary>
/// Boosting and forests against scikit-learn 1.9.1 (HistGradientBoosting with defaults, 100 trees) on the same five folds of real data.
/// A learner of the same kind may be worse by two standard errors of the folds' mean, as the file says.
/// </summary>
public sealed class BoostingAccuracyTests
{
    [SharedTheory("golden/models/learning/accuracy.json.gz")]
    [InlineData("wine_quality red (regression)", "data/wine_quality/winequality-red.csv", ';')]
    [InlineData("california_housing", "data/california_housing/housing.csv", ',')]
    [InlineData("bike_sharing hour", "data/bike_sharing/hour.csv", ',')]
    public void Boosted_regression_is_as_accurate_as_scikit_learns(string name, string file, char separator)
    {
        var data = new FoldedTable(name, file, separator);

        var rmse = data.MeanOverFolds((training, test) =>
        {
            var model = new HistGradientBoostingRegressor { InputCols = [.. data.Features] }.Fit(training);
            return Rmse(test.Numbers("label").Span, model.Transform(test).Numbers("prediction").Span);
        });

        Assert.InRange(rmse, 0, data.Worst("sklearn_histgbt_default", "rmse", +1));
    }

    [SharedTheory("golden/models/learning/accuracy.json.gz")]
    [InlineData("pima_diabetes", "data/pima_diabetes/pima-indians-diabetes.csv", ',')]
    [InlineData("iris", "data/iris/iris.csv", ',')]
    public void Boosted_classification_is_as_accurate_as_scikit_learns(string name, string file, char separator)
    {
        var data = new FoldedTable(name, file, separator);

        var logLoss = data.MeanOverFolds((training, test) =>
        {
            var model = new HistGradientBoostingClassifier { InputCols = [.. data.Features] }.Fit(training);
            return LogLoss(test.Numbers("label").Span, model.Transform(test).Vectors("probability"));
        });

        Assert.InRange(logLoss, 0, data.Worst("sklearn_histgbt_default", "log_loss", +1));
    }

    static double Rmse(ReadOnlySpan<double> labels, ReadOnlySpan<double> predictions)
    {
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++) sum += (labels[i] - predictions[i]) * (labels[i] - predictions[i]);
        return Math.Sqrt(sum / labels.Length);
    }

    static double LogLoss(ReadOnlySpan<double> labels, double[][] probabilities)
    {
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++) sum -= Math.Log(Math.Max(probabilities[i][(int)labels[i]], 1e-15));
        return sum / labels.Length;
    }

    /// <summary>The rows that the reference used, and their folds.</summary>
    sealed class FoldedTable
    {
        readonly Table _table;
        readonly string _folds;
        readonly JsonElement _expected;

        public FoldedTable(string name, string file, char separator)
        {
            using var reader = new GZipStream(File.OpenRead(Shared.Path("golden/models/learning/accuracy.json.gz")), CompressionMode.Decompress);
            using var document = JsonDocument.Parse(reader);
            var golden = document.RootElement.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).Clone();
            var parameters = golden.GetProperty("parameters");
            (_expected, _folds) = (golden.GetProperty("expected"), parameters.GetProperty("fold_of_row").GetString()!);
            Features = [.. parameters.GetProperty("features").EnumerateArray().Select(feature => feature.GetString()!)];

            var lines = File.ReadAllLines(Shared.Path(file)).Where(line => line.Length > 0).Select(line => line.Split(separator)).ToList();
            var header = lines[0].Select(column => column.Trim('"').Replace(' ', '_')).ToList();
            var hasHeader = Features.TrueForAll(header.Contains);
            var rows = parameters.GetProperty("row_indices") is { ValueKind: JsonValueKind.Array } indices
                ? indices.EnumerateArray().Select(index => lines[index.GetInt32() + (hasHeader ? 1 : 0)]).ToList()
                : lines.Skip(hasHeader ? 1 : 0).ToList();
            _table = Table.Of([.. Features.Select((feature, i) => (feature, (Column)Numbers(rows, hasHeader ? header.IndexOf(feature) : i))),
                ("label", Numbers(rows, name == "california_housing" ? header.IndexOf("median_house_value") : rows[0].Length - 1, name == "california_housing" ? 1000 : 1))]);
        }

        public List<string> Features { get; }

        public double MeanOverFolds(Func<Table, Table, double> measure) =>
            Enumerable.Range(0, 5).Average(fold => measure(_table.Where(row => _folds[row] - '0' != fold), _table.Where(row => _folds[row] - '0' == fold)));

        public double Worst(string learner, string metric, int direction)
        {
            var golden = _expected.GetProperty(learner).GetProperty(metric);
            return golden.GetProperty("mean").GetDouble() + direction * 2 * golden.GetProperty("sd").GetDouble() / Math.Sqrt(5);
        }

        static Column<double> Numbers(List<string[]> rows, int column, double unit = 1)
        {
            var texts = rows.Select(row => row[column].Trim('"')).ToList();
            var codes = texts.Distinct().Order(StringComparer.Ordinal).ToList();
            var isText = texts.Exists(text => text.Length > 0 && !double.TryParse(text, out _));
            return new(DataType.Float64, texts.Select(text => isText ? codes.IndexOf(text) : text.Length == 0 ? double.NaN : double.Parse(text) / unit).ToArray());
        }
    }
}
