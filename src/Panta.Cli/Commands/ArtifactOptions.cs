using System.CommandLine;
using System.CommandLine.Parsing;
using Panta.Cli.Connections;
using Panta.Server;

namespace Panta.Cli.Commands;

/// <summary>
/// Where a server keeps artifacts, whether it serves them, and how many: options, and where they are not given environment variables of the same meaning.
/// </summary>
static class ArtifactOptions
{
    static readonly Option<string?> Destination = new("--artifacts-destination")
    {
        Description = "Keep the artifacts that clients send here in this folder or at s3://BUCKET/PREFIX "
            + "(default: MLFLOW_ARTIFACTS_DESTINATION, else where they were kept last, at first in the data folder).",
        HelpName = "URI",
    };

    static readonly Option<string?> DefaultRoot = new("--default-artifact-root")
    {
        Description = "Tell clients to keep the artifacts of new experiments below this URI, which they reach by themselves "
            + "(default: MLFLOW_DEFAULT_ARTIFACT_ROOT, else this server).",
        HelpName = "URI",
    };

    static readonly Option<bool> Serve = new("--serve-artifacts") { Description = "Take and give artifacts (the default; MLFLOW_SERVE_ARTIFACTS)." };

    static readonly Option<bool> NoServe = new("--no-serve-artifacts")
    {
        Description = "Take and give no artifacts: clients keep those of new experiments by themselves, where the server would "
            + "(MLFLOW_SERVE_ARTIFACTS=false).",
    };

    static readonly Option<bool> Only = new("--artifacts-only") { Description = "Serve artifacts and nothing else (MLFLOW_ARTIFACTS_ONLY=true)." };

    static readonly Option<long?> MaxBytes = Size(
        "--artifact-max-bytes", ArtifactSettings.MaxBytesName, "Refuse artifacts larger than this (default: PANTA_ARTIFACT_MAX_BYTES, else 16GiB).");

    static readonly Option<long?> Quota = Size(
        "--artifact-quota", ArtifactSettings.QuotaName, "Refuse artifacts when all together would take more (default: PANTA_ARTIFACT_QUOTA, else any).");

    static readonly Option<long?> ExperimentQuota = Size(
        "--artifact-quota-per-experiment", ArtifactSettings.ExperimentQuotaName,
        "Refuse artifacts when those of their experiment would take more (default: PANTA_ARTIFACT_QUOTA_PER_EXPERIMENT, else any).");

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Destination, DefaultRoot, Serve, NoServe, Only, MaxBytes, Quota, ExperimentQuota]) command.Options.Add(option);
    }

    /// <summary>The server's options with what was given.</summary>
    public static PantaServerOptions Apply(ParseResult parsed, PantaServerOptions options)
    {
        if (parsed.GetValue(Serve) && parsed.GetValue(NoServe)) throw new UsageException("--serve-artifacts and --no-serve-artifacts exclude each other.");

        return options with
        {
            ArtifactsDestination = parsed.GetValue(Destination) ?? ServerChoice.DefaultArtifactsDestination,
            DefaultArtifactRoot = parsed.GetValue(DefaultRoot) ?? ServerChoice.Setting("MLFLOW_DEFAULT_ARTIFACT_ROOT"),
            ServesArtifacts = parsed.GetValue(Serve) || (!parsed.GetValue(NoServe) && MlflowSettings.Flag("MLFLOW_SERVE_ARTIFACTS") != false),
            ArtifactsOnly = parsed.GetValue(Only) || MlflowSettings.Flag("MLFLOW_ARTIFACTS_ONLY") == true,
            MaxArtifactBytes = parsed.GetValue(MaxBytes) ?? options.MaxArtifactBytes,
            ArtifactQuota = new() { StoreBytes = parsed.GetValue(Quota), ExperimentBytes = parsed.GetValue(ExperimentQuota) },
            PresignedLifetime = MlflowSettings.Number("MLFLOW_PRESIGNED_DOWNLOAD_URL_TTL_SECONDS") is { } seconds
                ? TimeSpan.FromSeconds(seconds) : options.PresignedLifetime,
        };
    }

    static Option<long?> Size(string name, string variable, string description) => new(name)
    {
        Description = description,
        HelpName = "SIZE",
        CustomParser = result => ArtifactSettings.Parse(result.Tokens[0].Value, name, result.AddError),
        DefaultValueFactory = result => ServerChoice.Setting(variable) is { } text ? ArtifactSettings.Parse(text, variable, result.AddError) : null,
    };
}
