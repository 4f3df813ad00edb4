using System.Globalization;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>
/// How the columns of a search are shown: equal decimals, widths and sides for all its rows, found out from runs spread evenly over it; and which
/// columns tell most.
/// </summary>
sealed class RunsLook
{
    const int Sampled = 200, MostMetrics = 5, MostParams = 4, LongestValue = 24;

    readonly Dictionary<RunColumn, Values> _columns = [];

    RunsLook(IReadOnlyList<Run> runs)
    {
        First = runs.Count > 0 ? runs[0] : null;
        Count = runs.Count;
        IsAllFinished = runs.All(run => run.Status == RunStatus.Finished);
        Oldest = runs.Count > 0 ? runs.Min(run => run.StartTime) : 0;
        Durations = Duration(runs);
        foreach (var run in runs)
        {
            foreach (var metric in run.Metrics) Of(RunColumnKind.Metric, metric.Key).Numbers.Add(metric.Value);
            foreach (var param in run.Params) Of(RunColumnKind.Param, param.Key).Texts.Add(param.Value);
            foreach (var tag in run.Tags) Of(RunColumnKind.Tag, tag.Key).Texts.Add(tag.Value);
        }
    }

    /// <summary>The run that comes first in the order, with all it logged; null where nothing was found.</summary>
    public Run? First { get; }

    /// <summary>How many runs were looked at.</summary>
    public int Count { get; }

    /// <summary>Whether all of them have finished.</summary>
    public bool IsAllFinished { get; }

    /// <summary>The earliest start, in milliseconds since 1970.</summary>
    public long Oldest { get; }

    /// <summary>The unit of the column of durations, its length in milliseconds, and its decimals.</summary>
    public (string Unit, double Milliseconds, int Decimals) Durations { get; }

    /// <summary>The metrics, params and tags seen, MLflow's own tags left out; by kind and name.</summary>
    public IEnumerable<RunColumn> Seen => _columns.Keys
        .Where(column => column.Kind != RunColumnKind.Tag || !column.Key.StartsWith("mlflow.", StringComparison.Ordinal))
        .OrderBy(column => column.Kind).ThenBy(column => column.Key, StringComparer.Ordinal);

    public static RunsLook Of(RunTable table, RunList list)
    {
        var some = list.Spread(Sampled);
        return new([.. table.Read(some, 0, some.Count).OfType<Run>()]);
    }

    static (string Unit, double Milliseconds, int Decimals) Duration(IReadOnlyList<Run> runs)
    {
        var lengths = runs.Where(run => run.EndTime is not null).Select(run => (double)((run.EndTime ?? 0) - run.StartTime)).Order().ToArray();
        var typical = lengths.Length == 0 ? 1000 : lengths[lengths.Length / 2];
        return typical switch
        {
            < 10_000 => ("s", 1000, 2),
            < 300_000 => ("s", 1000, 0),
            < 7_200_000 => ("min", 60_000, 1),
            _ => ("h", 3_600_000, 1),
        };
    }

    /// <summary>
    /// The columns that tell most: state where it differs, what the order is by, the commonest metrics, params that differ, and what every run has.
    /// </summary>
    public IReadOnlyList<RunColumn> Default(bool hasSeveralExperiments, bool hasVersions, RunColumn order)
    {
        var columns = new List<RunColumn>();
        if (!IsAllFinished) columns.Add(new(RunColumnKind.Attribute, "status"));
        if (hasSeveralExperiments) columns.Add(new(RunColumnKind.Attribute, "experiment"));
        if (order.Kind != RunColumnKind.Attribute) columns.Add(order);
        columns.AddRange(Common(RunColumnKind.Metric).Take(MostMetrics));
        var parameters = Common(RunColumnKind.Param).Where(column => _columns[column].Texts.Max(text => text.Length) <= LongestValue).ToArray();
        columns.AddRange(parameters.OrderByDescending(column => _columns[column].Texts.Distinct().Take(2).Count()).Take(MostParams));
        columns.Add(new(RunColumnKind.Attribute, "duration"));
        if (hasVersions) columns.Add(new(RunColumnKind.Attribute, "version"));
        columns.Add(new(RunColumnKind.Attribute, "start_time"));
        return [.. columns.Distinct()];
    }

    /// <summary>Decimals of a metric's column: by the middle half of its values, for a run that went wrong would hide what the others differ by.</summary>
    public int Decimals(RunColumn column)
    {
        if (!_columns.TryGetValue(column, out var values)) return 3;

        var finite = values.Numbers.Where(double.IsFinite).Order().ToArray();
        var middle = finite.Length < 8 ? finite : finite[(finite.Length / 4)..(finite.Length * 3 / 4)];
        return Math.Min(4, Figures.Decimals(middle.Select(value => (double?)value)));
    }

    /// <summary>Whether a param's or tag's values are numbers, and so stand right.</summary>
    public bool IsNumber(RunColumn column) => _columns.TryGetValue(column, out var values) && values.Texts.Count > 0
        && values.Texts.All(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    /// <summary>The characters that the column's values take.</summary>
    public int Length(RunColumn column)
    {
        if (!_columns.TryGetValue(column, out var values)) return 8;
        if (column.Kind != RunColumnKind.Metric) return values.Texts.Max(text => text.Length);

        var decimals = Decimals(column);
        return values.Numbers.Max(value => RunsCell.Written(value, decimals).Length);
    }

    /// <summary>The best value of a metric where the order is by it; null where it is not, or has none.</summary>
    public double? Best(RunColumn column, RunsAddress address) =>
        column.Kind == RunColumnKind.Metric && address.FirstSort.Column == column
            && First?.Metrics.FirstOrDefault(metric => metric.Key == column.Key) is { } best && double.IsFinite(best.Value) ? best.Value : null;

    IEnumerable<RunColumn> Common(RunColumnKind kind) => _columns.Where(pair => pair.Key.Kind == kind)
        .OrderByDescending(pair => pair.Value.Numbers.Count + pair.Value.Texts.Count).ThenBy(pair => pair.Key.Key, StringComparer.Ordinal).Select(pair => pair.Key);

    Values Of(RunColumnKind kind, string key)
    {
        var column = new RunColumn(kind, key);
        if (!_columns.TryGetValue(column, out var values)) _columns.Add(column, values = new([], []));
        return values;
    }

    sealed record Values(List<double> Numbers, List<string> Texts);
}
