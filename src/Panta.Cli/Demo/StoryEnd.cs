using System.Text.Json.Nodes;

namespace Panta.Cli.Demo;

/// <summary>How a project's story ended: the KPI kept fresh against the frozen twin's, over all judged windows, and what it took.</summary>
sealed record StoryEnd
{
    public required string Project { get; init; }

    public required string Metric { get; init; }

    public required double Fresh { get; init; }

    public required double Frozen { get; init; }

    /// <summary>The mean of the labels; null for classes.</summary>
    public double? MeanLabel { get; init; }

    public required int Alerts { get; init; }

    public required int Retrains { get; init; }

    public required int Promotions { get; init; }

    public required long Predictions { get; init; }

    /// <summary>Whether the model kept fresh is better than the frozen one.</summary>
    public bool Recovered => Metric == "accuracy" ? Fresh > Frozen : Fresh < Frozen;

    public static StoryEnd Of(JsonNode project, long predictions) => new()
    {
        Project = project["name"]!.GetValue<string>(),
        Metric = project["metric"]!.GetValue<string>(),
        Fresh = project["kpi"]?["fresh"]?.GetValue<double>() ?? double.NaN,
        Frozen = project["kpi"]?["frozen"]?.GetValue<double>() ?? double.NaN,
        MeanLabel = project["kpi"]?["meanLabel"]?.GetValue<double>(),
        Alerts = project["alerts"]!.GetValue<int>(),
        Retrains = project["retrains"]!.GetValue<int>(),
        Promotions = project["promotions"]!.GetValue<int>(),
        Predictions = predictions,
    };

    public string Sentence => Metric == "accuracy"
        ? $"{Project}: {100 * Fresh:0.0} % correct kept fresh, {100 * Frozen:0.0} % frozen; {Alerts} alerts, {Retrains} retrains, {Promotions} promotions"
        : $"{Project}: mean absolute error {Fresh:0.0} kept fresh, {Frozen:0.0} frozen"
            + (MeanLabel is { } mean ? $" ({100 * Fresh / mean:0} % and {100 * Frozen / mean:0} % of the mean)" : "")
            + $"; {Alerts} alerts, {Retrains} retrains, {Promotions} promotions";
}
