namespace Panta.Tracking.Runs;

/// <summary>A logged model that a run made.</summary>
/// <param name="ModelId">The logged model's id.</param>
/// <param name="Step">The training step at which it was made. Default 0.</param>
public sealed record ModelOutput(string ModelId, long Step = 0);
