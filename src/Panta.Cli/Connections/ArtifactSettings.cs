using System.Globalization;
using Panta.Data.Storage;
using Panta.Server;
using Panta.Tracking.Artifacts;

namespace Panta.Cli.Connections;

/// <summary>How large artifacts may be and how much of them may be kept, as the environment says it to every command that is the server itself for a while.</summary>
static class ArtifactSettings
{
    public const string MaxBytesName = "PANTA_ARTIFACT_MAX_BYTES";
    public const string QuotaName = "PANTA_ARTIFACT_QUOTA";
    public const string ExperimentQuotaName = "PANTA_ARTIFACT_QUOTA_PER_EXPERIMENT";

    /// <summary>How much may be kept.</summary>
    /// <exception cref="UsageException">A variable is no size.</exception>
    public static ArtifactQuota Quota => new() { StoreBytes = Bytes(QuotaName), ExperimentBytes = Bytes(ExperimentQuotaName) };

    /// <summary>A server's options with what the environment says.</summary>
    /// <exception cref="UsageException">A variable is no size.</exception>
    public static PantaServerOptions Apply(PantaServerOptions options) => options with
    {
        ArtifactsDestination = ServerChoice.DefaultArtifactsDestination,
        MaxArtifactBytes = Bytes(MaxBytesName) ?? options.MaxArtifactBytes,
        ArtifactQuota = Quota,
    };

    /// <summary>Reads a size; null where it is none, which <paramref name="problem"/> is told.</summary>
    public static long? Parse(string text, string name, Action<string> problem)
    {
        var isRead = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) || ByteSize.TryParse(text, out bytes);
        if (isRead && bytes > 0) return bytes;

        problem($"{name} is '{text}'; it is a number of bytes above 0, or {ByteSize.Form}.");
        return null;
    }

    static long? Bytes(string variable) => ServerChoice.Setting(variable) is { } text ? Parse(text, variable, problem => throw new UsageException(problem)) : null;
}
