using Panta.Tracking.Models;

namespace Panta.Server.Pages;

/// <summary>What happened to a model's versions: moves of aliases and of stages, newest first.</summary>
static class ModelMoves
{
    /// <summary>The moves of a model, or of one of its versions.</summary>
    public static IEnumerable<ModelView.Move> Of(ModelRegistry registry, string name, long? version = null) =>
        registry.AliasHistory(name).Where(change => version is null || change.Version == version || change.PreviousVersion == version)
            .Select(change => ModelLines.Move(change)).Concat(registry.StageHistory(name, version).Select(Stage))
            .OrderByDescending(move => move.At);

    public static ModelView.Move Stage(StageChange change) => new(
        $"stage-{change.Change}", $"v{change.Version} → {change.Stage}", change.Stage switch { "Production" => "ok", "Staging" => "info", _ => "" },
        change.Stage switch { "Production" or "Staging" => "promote", "Archived" => "bin", _ => "idle" }, change.At,
        change.Who.Length > 0 ? change.Who : "a client",
        change.Why.Length > 0 ? change.Why : $"from {change.PreviousStage}; no reason was given");
}
