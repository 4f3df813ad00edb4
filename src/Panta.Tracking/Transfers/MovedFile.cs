namespace Panta.Tracking.Transfers;

/// <summary>A file of a run or logged model that is brought over.</summary>
/// <param name="Path">Its path under the artifact URI, with slashes.</param>
/// <param name="Size">Bytes.</param>
public sealed record MovedFile(string Path, long Size);
