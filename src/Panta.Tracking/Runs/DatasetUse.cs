namespace Panta.Tracking.Runs;

/// <summary>A dataset that runs of an experiment read, with what for.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Name">The dataset's name.</param>
/// <param name="Digest">The dataset's digest.</param>
/// <param name="Context">The use's tag <c>mlflow.data.context</c>; null for none.</param>
public sealed record DatasetUse(string ExperimentId, string Name, string Digest, string? Context);
