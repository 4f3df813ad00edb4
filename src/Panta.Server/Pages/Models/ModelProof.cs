using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Server.Charts;
using Panta.Tracking.Models;
using Panta.Workflows.Projects;

namespace Panta.Server.Pages;

/// <summary>Reads from the evidence of a champion's promotion why it is the champion: the paired comparison and the gates it passed.</summary>
static class ModelProof
{
    /// <summary>The evidence of the alias's last promotion; null where it was moved without.</summary>
    public static JsonObject? Evidence(IReadOnlyList<AliasChange> champion)
    {
        if (champion is not [{ Evidence: { Length: > 0 } text }, ..]) return null;
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null; // evidence of a stranger's form: the sentence beside it is shown all the same
        }
    }

    /// <summary>The difference with its interval; null where no interval was computed.</summary>
    public static DifferenceChart? Comparison(JsonObject? evidence)
    {
        if (Number(evidence, "difference") is not { } difference
            || Number(evidence, "lower") is not { } lower
            || Number(evidence, "upper") is not { } upper)
            return null;

        var (champion, challenger) = (Number(evidence, "champion") ?? Number(evidence, "baseline"), Number(evidence, "challenger"));
        var rows = Number(evidence, "rows");
        var better = Text(evidence, "metric") == "accuracy";
        return new()
        {
            Finding = $"Difference {Figures.Signed(difference)} with the paired 95 % interval {Figures.Interval(lower, upper)}.",
            Segments = [new("all rows", difference, lower, upper, $"{Figures.Real(champion)} → {Figures.Real(challenger)} · {Figures.Number(rows)} rows")],
            LeftEnd = better ? "← champion better" : "← challenger better",
            RightEnd = better ? "challenger better →" : "champion better →",
        };
    }

    /// <summary>The gates that a promotion of the project passes, with what was measured.</summary>
    public static IReadOnlyList<(string Name, string Measured, bool Passed)> Gates(JsonObject? evidence, Promote promote)
    {
        if (evidence is null || Flag(evidence, "byMargin") is not { } margin || Flag(evidence, "significant") is not { } significant) return [];

        var isShare = Text(evidence, "metric") == "accuracy";
        var (difference, before) = (Number(evidence, "difference") ?? double.NaN, Number(evidence, "champion") ?? Number(evidence, "baseline") ?? double.NaN);
        var gates = new List<(string Name, string Measured, bool Passed)>
        {
            isShare ? (Asked(promote.Margin, $"{Figures.Number(100 * promote.Margin, 1)} points"), $"{Figures.Signed(100 * difference)} points", margin)
                : (Asked(promote.Margin, Figures.Percent(promote.Margin, 0)), Figures.Percent(-difference / before, 0), margin),
        };
        if (!isShare && Number(evidence, "lower") is { } lower && Number(evidence, "upper") is { } upper)
            gates.Add(("Interval lies under 0", Figures.Interval(lower, upper), upper < 0));
        if (Number(evidence, "pValue") is { } p)
            gates.Add(($"More than chance, {(isShare ? "McNemar's test" : "bootstrap of days")}", Figures.PValue(p), significant));
        gates.Add(("Judged on the same rows", Figures.Number(Number(evidence, "rows")), true));
        return gates;
    }

    static string Asked(double margin, string text) => margin > 0 ? $"Better by {text} or more" : "Better";

    /// <summary>What is compared with what, in a sentence; empty without evidence.</summary>
    public static string Sentence(JsonObject? evidence, string unit)
    {
        if (evidence is null || Number(evidence, "difference") is null) return "";

        var other = Text(evidence, "championVersion") is { Length: > 0 } champion ? $"v{champion}"
            : $"always saying the {(Text(evidence, "metric") == "accuracy" ? "commonest class" : "mean")}";
        var interval = Number(evidence, "lower") is null ? "" : ", with its paired 95 % interval";
        return $"v{Text(evidence, "version")} against {other} on the same {Figures.Number(Number(evidence, "rows"))} rows: " +
            $"change of {Text(evidence, "metric")}{(unit.Length > 0 ? $" in {unit}" : "")}{interval}.";
    }

    public static string Text(JsonObject? evidence, string key) => evidence?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    static double? Number(JsonObject? evidence, string key) => evidence?[key] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    static bool? Flag(JsonObject evidence, string key) => evidence[key] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;
}
