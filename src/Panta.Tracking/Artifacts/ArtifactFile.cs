namespace Panta.Tracking.Artifacts;

/// <summary>An open file of the store: disposing its content closes it.</summary>
/// <param name="Content">Its bytes, seekable, at their beginning.</param>
/// <param name="Modified">When it was written, by the store's clock.</param>
/// <param name="Tag">What changes whenever it is written anew, without quotes.</param>
public sealed record ArtifactFile(Stream Content, DateTimeOffset Modified, string Tag);
