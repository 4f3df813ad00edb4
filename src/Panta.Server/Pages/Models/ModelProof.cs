using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Server.Charts;
using Panta.Tracking.Models;

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
        if (Number(evidence, "difference") is not { } difference || Number(evidence, "lower") is not { } lower || Number(evidence, "upper") is not { } upper) return null;

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

    public static IReadOnlyList<(string Name, string Measured, bool Passed)> Gates(JsonObject? evidence)
    {
        if (evidence is null || Flag(evidence, "byMargin") is not { } margin || Flag(evidence, "significant") is not { } significant) return [];

        var interval = Number(evidence, "lower") is { } lower && Number(evidence, "upper") is { } upper ? Figures.Interval(lower, upper) : "";
        var chance = Number(evidence, "pValue") is { } p ? Figures.PValue(p) : interval;
        return
        [
            ("Better by the margin asked for", Number(evidence, "difference") is { } difference ? Figures.Signed(difference, 2) : "", margin),
            ($"More than chance ({Text(evidence, "test")})", chance, significant),
            ("Judged on the same rows", $"{Figures.Number(Number(evidence, "rows"))} rows", true),
        ];
    }

    public static string Text(JsonObject? evidence, string key) => evidence?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    static double? Number(JsonObject? evidence, string key) => evidence?[key] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    static bool? Flag(JsonObject evidence, string key) => evidence[key] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;
}
