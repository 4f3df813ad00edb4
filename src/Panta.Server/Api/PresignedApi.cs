using Panta.Data.Storage;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Server.Api;

/// <summary>
/// MLflow's presigned addresses, by which clients send and fetch files on S3 past this server and without keys of their own. Only files are signed for that
/// the server was told to keep, or to let clients keep: an experiment may name any bucket that the server's keys open.
/// </summary>
sealed class PresignedApi(ArtifactStore artifacts, RunStore runs, LoggedModelStore models, PantaServerOptions options)
{
    const long UploadSeconds = 900;
    const long MostSeconds = 604_800; // what S3 takes

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("POST", "/artifacts/presigned-upload-url", Upload);
        routes.MapMlflow("POST", "/artifacts/presigned-download-url", Download);
        foreach (var prefix in (string[])["/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"])
            routes.MapMethods(prefix + "/presigned/{**path}", ["GET"], OfProxy).ExcludeFromDescription();
    }

    async Task OfProxy(HttpContext http)
    {
        var call = await WireRequest.ReadAsync(http);
        var (address, bytes) = await artifacts.SignReadAsync(ArtifactsApi.PathOf(http), options.PresignedLifetime) ?? throw Unsupported("Multipart download");
        await call.Answer(json =>
        {
            json.WriteString("url", address);
            json.WriteStartObject("headers");
            json.WriteEndObject();
            json.WriteNumber("file_size", bytes);
        });
    }

    async Task Upload(WireRequest call)
    {
        var (run, model) = (call.Fields.Text("run_id") ?? "", call.Fields.Text("model_id") ?? "");
        var path = PathIn(call);
        var lifetime = LifetimeIn(call, UploadSeconds);
        if (run.Length == 0 == (model.Length == 0)) throw new ArgumentException("Exactly one of run_id and model_id must be provided.");

        var uri = run.Length > 0 ? runs.Get(run).ArtifactUri : models.Get(model).ArtifactUri;
        var (objects, name) = Locate(uri, path, "Presigned upload", "proxied artifact storage");
        if (!options.ArtifactQuota.IsNone) throw Unsupported(
            "Presigned upload",
            ": it has a quota, and what is sent past this server does not count. Send it through the server, or start that without --artifact-quota and "
            + "--artifact-quota-per-experiment.");
        var address = await objects.SignWriteAsync(name, lifetime);
        await Answer(call, address, null);
    }

    async Task Download(WireRequest call)
    {
        var run = call.Fields.RequiredText("run_id");
        var path = PathIn(call);
        var lifetime = LifetimeIn(call, (long)options.PresignedLifetime.TotalSeconds);
        var (objects, name) = Locate(runs.Get(run).ArtifactUri, path, "Presigned download", "runs with proxied artifact storage");
        var file = objects.Find(name) ?? throw new Tracking.Stores.NotFoundException("artifact", path, $"No such artifact: '{path}'.");
        await Answer(call, await objects.SignReadAsync(name, lifetime), file.Size);
    }

    (S3Objects Objects, string Name) Locate(string uri, string path, string what, string proxied)
    {
        var scheme = uri.IndexOf(':') is > 0 and var colon ? uri[..colon].ToLowerInvariant() : "file";
        if (scheme is "mlflow-artifacts" or "http" or "https")
            throw new ArgumentException(
                $"{what} is not supported for {proxied} (artifact URI scheme: {scheme}). This endpoint requires a direct cloud storage artifact URI.");
        if (!S3Objects.Knows(uri)) throw Unsupported(what);

        var plain = S3Objects.Plain(uri);
        foreach (var root in new[] { artifacts.Location, options.DefaultArtifactRoot })
            if (root is not null && S3Objects.Knows(root) && S3Objects.Plain(root) is var place && plain.StartsWith(place + "/", StringComparison.Ordinal))
                return (S3Objects.At(place, options.S3), $"{plain[(place.Length + 1)..]}/{path}");

        throw new ArgumentException(
            $"{what} is not supported for artifacts at '{uri}': "
            + "this server signs only for what is below its --artifacts-destination or --default-artifact-root.");
    }

    static string PathIn(WireRequest call) => ArtifactPath.Normalize(call.Fields.RequiredText("path")) is { Length: > 0 } path
        ? path : throw new ArgumentException("Invalid path");

    static TimeSpan LifetimeIn(WireRequest call, long usual) => (call.Fields.Integer("expiration") ?? usual) is >= 1 and <= MostSeconds and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new ArgumentException($"expiration must be between 1 and {MostSeconds} seconds (got {call.Fields.Integer("expiration")}).");

    static Task Answer(WireRequest call, string address, long? bytes) => call.Answer(json =>
    {
        json.WriteString("presigned_url", address);
        json.WriteStartObject("headers");
        json.WriteEndObject();
        if (bytes is { } size) json.WriteNumber("file_size", size);
    });

    static NotSupportedException Unsupported(string what, string why = "") => new($"{what} is not supported for the current artifact repository{why}");
}
