using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <summary>Spark's <c>summary</c>: one row a statistic, one column of text a column of numbers or texts.</summary>
sealed class FrameSummary
{
    const double PercentileError = 1.0 / 10_000; // as Spark's percentile_approx

    static readonly string[] Known = ["count", "mean", "stddev", "min", "max"];

    readonly DataFrame _data;
    readonly ImmutableArray<string> _statistics;
    readonly ImmutableArray<Field> _fields;
    readonly double[] _percentiles;

    public FrameSummary(DataFrame data, ImmutableArray<string> statistics)
    {
        if (statistics.FirstOrDefault(name => !Known.Contains(name) && Percentile(name) is null) is { } unknown)
            throw new ArgumentException($"'{unknown}' is no statistic. Allowed: {string.Join(", ", Known)}, and percentiles as 25%.");

        (_data, _statistics) = (data, statistics);
        _fields = [.. data.Schema.Fields.Where(field => field.Type == DataType.String || (field.Type.IsNumeric && field.Type != DataType.Bool))];
        _percentiles = [.. statistics.Select(Percentile).OfType<double>()];
    }

    /// <summary>The summary, made anew at each pass.</summary>
    public DataFrame Rows()
    {
        var schema = new Schema([new("summary", DataType.String), .. _fields.Select(field => new Field(field.Name, DataType.String))]);
        return new(schema, cancel => [new Table(schema, [TextColumn.Of([.. _statistics]), .. Columns(cancel)], _statistics.Length)]);
    }

    IEnumerable<Column> Columns(CancellationToken cancel)
    {
        if (_fields.IsEmpty) return [];

        var bounds = _data.Agg([.. _fields.SelectMany((field, i) => Bounds(field, i))]).ToTable(cancel);
        var numbers = Numbers(cancel);
        return _fields.Select((field, i) => TextColumn.Of([.. _statistics.Select(name => name switch
        {
            "min" => JavaText.Of(bounds[$"min{i}"].Value(0)),
            "max" => JavaText.Of(bounds[$"max{i}"].Value(0)),
            "count" => JavaText.Of(bounds[$"count{i}"].Value(0)),
            "mean" when bounds.Schema.Contains($"sum{i}") => Mean(bounds, i),
            "mean" => JavaText.Of(numbers[i].Mean),
            "stddev" => JavaText.Of(numbers[i].Deviation),
            _ => numbers[i].Percentile(Percentile(name)!.Value) is { } value ? OfType(value, field.Type) : null,
        })]));
    }

    static Expression[] Bounds(Field field, int i)
    {
        var column = Functions.Col(field.Name);
        Expression[] bounds = [Functions.Min(column).As($"min{i}"), Functions.Max(column).As($"max{i}"), Functions.Count(column).As($"count{i}")];
        return field.Type.Kind == TypeKind.Decimal ? [.. bounds, Functions.Sum(column).As($"sum{i}")] : bounds;
    }

    // Decimals have a decimal mean.
    static string? Mean(Table bounds, int i) =>
        bounds[$"sum{i}"] is Column<Int128> sum && !sum.IsNull(0)
            ? JavaText.Mean(sum.Span[0], sum.Type.Scale, ((Column<long>)bounds[$"count{i}"]).Span[0])
            : null;

    // Texts that are no numbers count as null here.
    RunningNumbers[] Numbers(CancellationToken cancel)
    {
        var running = _fields.Select(_ => new RunningNumbers(_percentiles, PercentileError)).ToArray();
        if (!_statistics.Any(name => name is "mean" or "stddev" || Percentile(name) is not null)) return running;

        var columns = _fields.Select((field, i) => (field.Type == DataType.String
            ? Functions.Col(field.Name).TryCast(DataType.Float64)
            : Functions.Col(field.Name).Cast(DataType.Float64)).As($"c{i}"));
        foreach (var batch in _data.Select([.. columns]).Batches(cancel))
            for (var i = 0; i < running.Length; i++)
            {
                var values = (Column<double>)batch[$"c{i}"];
                for (var row = 0; row < values.Length; row++)
                    if (!values.IsNull(row)) running[i].Add(values.Span[row]);
            }

        return running;
    }

    static double? Percentile(string statistic) =>
        statistic.EndsWith('%') && double.TryParse(statistic[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
        && percent is >= 0 and <= 100
            ? percent / 100
            : null;

    // A percentile is one of the column's own values.
    static string? OfType(double value, DataType type) => type.Kind switch
    {
        TypeKind.Decimal => JavaText.Plain(value),
        TypeKind.Float32 => JavaText.Of((float)value),
        _ when type.IsInteger => value.ToString("F0", CultureInfo.InvariantCulture),
        _ => JavaText.Of(value),
    };
}

/// <summary>Count, mean, deviation and percentiles of numbers that come one by one, computed as Spark's aggregates do.</summary>
sealed class RunningNumbers(double[] percentiles, double error)
{
    readonly QuantileSummary? _quantiles = percentiles.Length > 0 ? new(error) : null;
    readonly Dictionary<double, double> _found = [];
    long _count;
    double _sum;
    double _mean;
    double _squares;

    /// <summary>Gets the mean; null of no number.</summary>
    public double? Mean => _count == 0 ? null : _sum / _count;

    /// <summary>Gets the standard deviation of a sample; null of fewer than two numbers.</summary>
    public double? Deviation => _count < 2 ? null : Math.Sqrt(_squares / (_count - 1));

    public void Add(double value)
    {
        _count++;
        _sum += value;
        var delta = value - _mean;
        var step = delta / _count;
        _mean += step;
        _squares += delta * (delta - step);
        _quantiles?.Add(value);
    }

    /// <summary>A percentile; null of no number.</summary>
    public double? Percentile(double fraction)
    {
        if (_count == 0) return null;
        if (_found.Count == 0)
            foreach (var (each, value) in percentiles.Zip(_quantiles!.Query(percentiles))) _found[each] = value;
        return _found[fraction];
    }
}
