using System.Globalization;

namespace Panta.Tracking.Artifacts;

/// <summary>An artifact does not fit into what may be kept; nothing of it was.</summary>
/// <param name="what">What has the quota, as <c>all artifacts</c>.</param>
/// <param name="used">Bytes that are kept or on their way.</param>
/// <param name="needed">Further bytes that the artifact needs, as far as is known.</param>
/// <param name="allowed">Bytes that may be kept.</param>
public sealed class QuotaExceededException(string what, long used, long needed, long allowed) : Exception(string.Create(
    CultureInfo.InvariantCulture,
    $"The quota of {what} is exceeded: {used:N0} of {allowed:N0} bytes are used, and this artifact needs at least {needed:N0} more. "
    + $"Delete artifacts, or delete runs and remove them for good with 'panta gc', or raise the quota."))
{
    /// <summary>Bytes that are kept or on their way.</summary>
    public long Used { get; } = used;

    /// <summary>Bytes that may be kept.</summary>
    public long Allowed { get; } = allowed;
}
