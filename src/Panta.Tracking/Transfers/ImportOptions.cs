namespace Panta.Tracking.Transfers;

/// <summary>What to bring over and how.</summary>
public sealed record ImportOptions
{
    /// <summary>Ids or names of experiments; none (default) for all.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>Names of registered models; none (default) for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What becomes of files. Default <see cref="ArtifactMove.Copy"/>.</summary>
    public ArtifactMove Artifacts { get; init; } = ArtifactMove.Copy;
}
