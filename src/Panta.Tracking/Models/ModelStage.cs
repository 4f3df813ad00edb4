namespace Panta.Tracking.Models;

/// <summary>MLflow's four stages; aliases have taken their place, but clients still use them.</summary>
static class ModelStage
{
    public const string None = "None";
    public const string Archived = "Archived";

    static readonly string[] All = [None, "Staging", "Production", Archived];

    /// <summary>The stage as it is written.</summary>
    /// <exception cref="ArgumentException">There is no such stage.</exception>
    public static string Parse(string stage) => All.FirstOrDefault(s => s.Equals(stage, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"Invalid Model Version stage: {stage}. Value must be one of {string.Join(", ", All)}.");
}
