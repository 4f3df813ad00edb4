using System.Data;
using System.Text.RegularExpressions;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

/// <summary>Where a model version may come from: nowhere that would let a client read files it was not given.</summary>
static partial class ModelSource
{
    /// <summary>The tag of models that are prompts, which have text instead of files.</summary>
    public const string PromptTag = "mlflow.prompt.is_prompt";

    /// <summary>Checks a source; answers the version as it is kept, and where its files are.</summary>
    /// <exception cref="ArgumentException">The source is local and outside the run's artifacts, or leaves its folder, or is not what it says.</exception>
    /// <exception cref="NotFoundException">The version or logged model it names does not exist.</exception>
    /// <exception cref="UnreachableSourceException">It is a file of another machine.</exception>
    public static (NewModelVersion Version, string Location) Locate(IDbConnection connection, NewModelVersion version, bool prompt)
    {
        if (version.ModelId.Length > 0) RequireLoggedModel(connection, version.ModelId);
        if (prompt)
            return version.Source.StartsWith('/') || version.Source.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
                ? throw LocalRefused(version.Source)
                : (version, version.Source);

        if (LocalPath(version.Source) is { } path) RequireInsideArtifacts(connection, version, path);
        else RequireResolved(version.Source);

        var (found, location) = ModelReference.Is(version.Source) ? ModelReference.Resolve(connection, version) : (version, version.Source);
        return (WithRun(connection, found), location);
    }

    /// <summary>Checks the source of a version that is brought over, without looking at what it refers to.</summary>
    /// <inheritdoc cref="Locate" path="/exception"/>
    public static void Require(IDbConnection connection, NewModelVersion version)
    {
        if (LocalPath(version.Source) is not { } path) RequireResolved(version.Source);
        else if (path.Contains('/', StringComparison.Ordinal)) RequireInsideArtifacts(connection, version, path); // a prompt's is a word
    }

    // A path, or file: of this machine; null for anything remote.
    static string? LocalPath(string source)
    {
        if (!Scheme().IsMatch(source)) return source;
        if (!source.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) return null;
        if (!source.StartsWith("file://", StringComparison.OrdinalIgnoreCase)) return source["file:".Length..];

        var slash = source.IndexOf('/', "file://".Length);
        var host = slash < 0 ? source["file://".Length..] : source["file://".Length..slash];
        return host is "" or "localhost" or "127.0.0.1" || host.StartsWith("localhost:", StringComparison.Ordinal)
            ? slash < 0 ? "/" : source[slash..]
            : throw new UnreachableSourceException(source);
    }

    static void RequireInsideArtifacts(IDbConnection connection, NewModelVersion version, string path)
    {
        var folders = new List<string>();
        if (version.RunId.Length > 0 && connection.First(
            "SELECT artifact_uri FROM runs WHERE run_id = @0", r => r.GetString(0), version.RunId) is { } run) folders.Add(run);
        if (version.ModelId.Length > 0) folders.Add(LoggedModelStore.Get(connection, version.ModelId).ArtifactUri);

        var full = Path.GetFullPath(Decode(path), "/");
        var inside = folders
            .Where(f => !Scheme().IsMatch(f) || f.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            .Select(f => Path.TrimEndingDirectorySeparator(Path.GetFullPath(LocalPath(f) ?? f, "/")))
            .Any(f => full == f || full.StartsWith(f + '/', StringComparison.Ordinal));
        if (!inside) throw LocalRefused(version.Source);
    }

    static void RequireResolved(string source)
    {
        var decoded = Decode(source);
        var path = decoded[(decoded.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (path.Contains('\0') || path.Split('/', '\\', '?').Any(p => p is "." or ".."))
            throw new ArgumentException(
                $"Invalid model version source: '{source}'. If supplying a source as an http, https, "
                + "local file path, ftp, objectstore, or mlflow-artifacts uri, "
                + "an absolute path must be provided without relative path references present. Please provide an absolute path.");
    }

    // Clients that register a logged model leave it to the server to know its run.
    static NewModelVersion WithRun(IDbConnection connection, NewModelVersion version) => version.RunId.Length > 0 || version.ModelId.Length == 0
        ? version
        : version with
        {
            RunId = connection.First("SELECT source_run_id FROM logged_models WHERE model_id = @0", r => r.GetString(0), version.ModelId) ?? "",
        };

    static void RequireLoggedModel(IDbConnection connection, string modelId)
    {
        if (connection.First("SELECT 1 FROM logged_models WHERE model_id = @0 AND lifecycle_stage = 'active'", r => r.GetInt64(0), modelId) == 0)
            throw new NotFoundException("logged model", modelId, $"Logged model with ID '{modelId}' not found.");
    }

    static string Decode(string text)
    {
        for (var rounds = 0; rounds < 10; rounds++)
        {
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text) return text;
            text = decoded;
        }

        return text + "/.."; // still encoded after ten rounds: no honest path; refused as leaving its folder
    }

    static ArgumentException LocalRefused(string source) => new(
        $"Invalid model version source: '{source}'. To use a local path as a model version source, the run_id request parameter has to be specified "
        + "and the local path has to be contained within the artifact directory of the run specified by the run_id.");

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.\-]*:")]
    private static partial Regex Scheme();
}
