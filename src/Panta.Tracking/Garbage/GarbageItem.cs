namespace Panta.Tracking.Garbage;

/// <summary>Something deleted.</summary>
/// <param name="Kind">Of which kind.</param>
/// <param name="Id">Its id.</param>
/// <param name="Uri">Where its artifacts are.</param>
/// <param name="Time">When it was deleted, in ms since 1970.</param>
readonly record struct GarbageItem(string Kind, string Id, string Uri, long Time)
{
    public const string Run = "run";
    public const string Model = "logged model";
    public const string Experiment = "experiment";
}
