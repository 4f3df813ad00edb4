using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>Two versions of a model, field by field.</summary>
static class VersionFields
{
    /// <summary>One of the two: the version, its run and its signature where they are here.</summary>
    public sealed record Side(ModelVersion Version, Run? Run, ModelSchema? Schema);

    /// <summary>Kind, name and both values of each field; the best of a metric is told where its name says which way is better.</summary>
    public static IReadOnlyList<(string Kind, string Name, string A, string B, int Best)> Of(Side a, Side b)
    {
        var fields = new List<(string Kind, string Name, string A, string B, int Best)>
        {
            ("Version", "aliases", Words(a.Version.Aliases), Words(b.Version.Aliases), -1),
            ("Version", "stage", a.Version.Stage, b.Version.Stage, -1),
            ("Version", "created", Day(a.Version), Day(b.Version), -1),
            ("Version", "flavours", Words(a.Schema?.Flavours ?? []), Words(b.Schema?.Flavours ?? []), -1),
            ("Version", "description", Or(a.Version.Description), Or(b.Version.Description), -1),
        };
        foreach (var name in Names(a, b, run => run.Metrics.Select(metric => metric.Key))) fields.Add(Metric(name, a, b));
        foreach (var name in Names(a, b, run => run.Params.Select(param => param.Key)))
            fields.Add(("Param", name, Param(a, name), Param(b, name), -1));
        Columns(fields, "Input", a.Schema?.Inputs ?? [], b.Schema?.Inputs ?? []);
        Columns(fields, "Output", a.Schema?.Outputs ?? [], b.Schema?.Outputs ?? []);
        foreach (var key in a.Version.Tags.Concat(b.Version.Tags).Select(tag => tag.Key).Distinct().Order(StringComparer.Ordinal))
            fields.Add(("Tag", key, Tag(a, key), Tag(b, key), -1));
        return fields;
    }

    static (string Kind, string Name, string A, string B, int Best) Metric(string name, Side a, Side b)
    {
        double? x = a.Run is null ? null : CompareFields.Metric(a.Run, name), y = b.Run is null ? null : CompareFields.Metric(b.Run, name);
        var sense = MetricSense.Of(name);
        var best = sense == 0 || x is null || y is null || !(x != y) || double.IsNaN(x.Value) || double.IsNaN(y.Value) ? -1 : sense > 0 == x > y ? 0 : 1;
        return ("Metric", name, Figures.Real(x), Figures.Real(y), best);
    }

    static void Columns(
        List<(string Kind, string Name, string A, string B, int Best)> fields, string kind,
        IReadOnlyList<(string Name, string Type, bool Required)> a, IReadOnlyList<(string Name, string Type, bool Required)> b)
    {
        string Type(IReadOnlyList<(string Name, string Type, bool Required)> side, string name) =>
            side.Where(column => column.Name == name).Select(column => column.Type + (column.Required ? "" : ", may be missing")).FirstOrDefault(Figures.None);
        foreach (var name in a.Concat(b).Select(column => column.Name).Distinct()) fields.Add((kind, name, Type(a, name), Type(b, name), -1));
    }

    static IEnumerable<string> Names(Side a, Side b, Func<Run, IEnumerable<string>> names) =>
        new[] { a.Run, b.Run }.OfType<Run>().SelectMany(names).Distinct().Order(StringComparer.Ordinal);

    static string Tag(Side side, string key) => side.Version.Tags.FirstOrDefault(tag => tag.Key == key)?.Value ?? Figures.None;

    static string Param(Side side, string name) => side.Run is null ? Figures.None : CompareFields.Param(side.Run, name) ?? Figures.None;

    static string Words(IReadOnlyList<string> words) => words.Count == 0 ? Figures.None : string.Join(", ", words);

    static string Or(string text) => text.Length == 0 ? Figures.None : text;

    static string Day(ModelVersion version) => Figures.Time(DateTimeOffset.FromUnixTimeMilliseconds(version.CreationTime));
}
