namespace Panta.Tracking.Artifacts;

/// <summary>A file or folder in the artifact store.</summary>
/// <param name="Name">Its last path segment.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Size">Bytes; null for a folder.</param>
public sealed record ArtifactEntry(string Name, bool IsFolder, long? Size);
