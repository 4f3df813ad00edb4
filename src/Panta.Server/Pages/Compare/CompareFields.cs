using System.Globalization;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>The fields of runs side by side.</summary>
static class CompareFields
{
    const string System = "system/";

    public static IReadOnlyList<CompareView.Field> Of(IReadOnlyList<Run> runs) =>
    [
        .. Names(runs, run => run.Metrics.Select(metric => metric.Key).Where(key => !key.StartsWith(System, StringComparison.Ordinal)))
            .Select(name => OfMetric(runs, name)),
        .. Names(runs, run => run.Params.Select(param => param.Key))
            .Select(name => new CompareView.Field("Param", name, [.. runs.Select(run => Param(run, name) ?? Figures.None)], [])),
        .. Names(runs, run => run.Tags.Select(tag => tag.Key).Where(key => !RunOrigin.IsTold(key)))
            .Select(name => new CompareView.Field("Tag", name,
                [.. runs.Select(run => run.Tags.FirstOrDefault(tag => tag.Key == name)?.Value ?? Figures.None)], [])),
        new("Run", "duration", [.. runs.Select(run => Figures.Duration(run.EndTime is { } end ? TimeSpan.FromMilliseconds(end - run.StartTime) : null))], []),
        new("Run", "state", [.. runs.Select(run => run.Status.ToString().ToLowerInvariant())], []),
        new("Run", "experiment", [.. runs.Select(run => run.ExperimentId)], []),
        new("Run", "data", [.. runs.Select(run => run.Datasets.Count == 0 ? Figures.None
            : string.Join(", ", run.Datasets.Select(input => $"{input.Dataset.Name} {input.Dataset.Digest}").Order()))], []),
    ];

    public static string? Param(Run run, string name) => run.Params.FirstOrDefault(param => param.Key == name)?.Value;

    public static double? Metric(Run run, string name) => run.Metrics.FirstOrDefault(metric => metric.Key == name)?.Value;

    /// <summary>A param or metric as a number, by a name such as <c>params.depth</c>; NaN where it is none.</summary>
    public static double Number(Run run, string field)
    {
        if (field.StartsWith("metrics.", StringComparison.Ordinal)) return Metric(run, field["metrics.".Length..]) ?? double.NaN;
        return field.StartsWith("params.", StringComparison.Ordinal) && ToNumber(Param(run, field["params.".Length..])) is { } number ? number : double.NaN;
    }

    public static double? ToNumber(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    static IEnumerable<string> Names(IReadOnlyList<Run> runs, Func<Run, IEnumerable<string>> names) => runs.SelectMany(names).Distinct()
        .Order(StringComparer.Ordinal);

    static CompareView.Field OfMetric(IReadOnlyList<Run> runs, string name)
    {
        var values = runs.Select(run => Metric(run, name)).ToArray();
        var finite = values.Where(value => value is { } x && double.IsFinite(x)).Select(value => value ?? 0).ToArray();
        var sense = MetricSense.Of(name);
        var best = sense == 0 || finite.Length < 2 || finite.Min() == finite.Max() ? double.NaN : sense > 0 ? finite.Max() : finite.Min();
        return new("Metric", name, Figures.Beside(values), [.. Enumerable.Range(0, values.Length).Where(k => values[k] == best)]);
    }
}
