using System.Globalization;

namespace Panta.Tracking.Artifacts;

/// <summary>An artifact has more bytes than one may have; nothing of it was kept.</summary>
/// <param name="bytes">Bytes that it has, as far as is known.</param>
/// <param name="allowed">Bytes that one may have.</param>
public sealed class ArtifactTooLargeException(long bytes, long allowed) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"Artifact size is too large: at least {bytes:N0} bytes, and one may have {allowed:N0}. Send a smaller file, or raise the server's --artifact-max-bytes "
    + $"(PANTA_ARTIFACT_MAX_BYTES)."))
{
    /// <summary>Bytes that it has, as far as is known.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Bytes that one may have.</summary>
    public long Allowed { get; } = allowed;
}
