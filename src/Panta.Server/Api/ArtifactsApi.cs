using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Server.Api;

/// <summary>Files of runs and models: MLflow's artifact proxy, its listing, and downloads for the page.</summary>
sealed class ArtifactsApi(ArtifactStore artifacts, RunStore runs, ModelRegistry registry, PantaServerOptions options)
{
    const long PageUploadLimit = 10 << 20;

    static readonly FileExtensionContentTypeProvider ContentTypes = new();

    static readonly string[] TextExtensions =
    [
        ".txt", ".log", ".err", ".cfg", ".conf", ".ini", ".json", ".yaml", ".yml", ".md", ".csv", ".tsv",
        ".py", ".sh", ".sql", ".xml", ".rst", ".env", ".toml", ".js", ".html", ".htm",
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("GET", "/artifacts/list", List);
        routes.MapMethods("/ajax-api/2.0/mlflow/upload-artifact", ["POST"], UploadFromPage).ExcludeFromDescription();
        routes.MapMethods("/get-artifact", ["GET", "HEAD"], GetOfRun).ExcludeFromDescription();
        routes.MapMethods("/model-versions/get-artifact", ["GET", "HEAD"], GetOfVersion).ExcludeFromDescription();
        foreach (var prefix in (string[])["/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"])
        {
            routes.MapMethods(prefix + "/artifacts", ["GET"], ListStore).ExcludeFromDescription();
            // The store refuses what is too large itself, and says which option allows more.
            routes.MapMethods(prefix + "/artifacts/{**path}", ["PUT"], Put)
                .WithMetadata(new RequestSizeLimitAttribute(long.MaxValue)).ExcludeFromDescription();
            routes.MapMethods(prefix + "/artifacts/{**path}", ["GET", "HEAD"], Download).ExcludeFromDescription();
            routes.MapMethods(prefix + "/artifacts/{**path}", ["DELETE"], Delete).ExcludeFromDescription();
        }
    }

    /// <summary>Answers what is in a folder of an artifact URI, paths relative to that URI.</summary>
    public static Task AnswerListing(WireRequest call, ArtifactStore artifacts, string rootUri, string folder) => call.Answer(json =>
    {
        json.WriteString("root_uri", rootUri);
        var entries = artifacts.PathOf(rootUri) is { } root ? artifacts.List(Join(root, folder)) : [];
        json.WriteList("files", entries, (j, entry) => WriteEntry(j, entry, Join(folder, entry.Name)));
    });

    /// <summary>Sends a file of an artifact URI as a download.</summary>
    public static Task SendFile(HttpContext http, ArtifactStore artifacts, string rootUri, string path)
    {
        var root = artifacts.PathOf(rootUri)
            ?? throw new ArgumentException($"The artifacts at '{rootUri}' are not kept by this server; ask the store that keeps them.");
        return Send(http, artifacts, Join(root, path));
    }

    Task List(WireRequest call)
    {
        var folder = ArtifactPath.Normalize(call.Fields.Text("path") ?? "");
        return AnswerListing(call, artifacts, runs.Get(call.Fields.RunId()).ArtifactUri, folder);
    }

    async Task ListStore(HttpContext http)
    {
        var call = await WireRequest.ReadAsync(http);
        var entries = artifacts.List(ArtifactPath.Normalize(call.Fields.Text("path") ?? ""));
        await call.AnswerPage("files", entries, null, (json, entry) => WriteEntry(json, entry, entry.Name));
    }

    async Task GetOfRun(HttpContext http)
    {
        var call = await WireRequest.ReadAsync(http);
        var path = ArtifactPath.Normalize(call.Fields.RequiredText("path"));
        await SendFile(http, artifacts, runs.Get(call.Fields.RunId()).ArtifactUri, path);
    }

    async Task GetOfVersion(HttpContext http)
    {
        var call = await WireRequest.ReadAsync(http);
        var path = ArtifactPath.Normalize(call.Fields.RequiredText("path"));
        await SendFile(http, artifacts, registry.GetVersion(call.Fields.RequiredText("name"), call.Fields.Version()).Location, path);
    }

    async Task Put(HttpContext http)
    {
        await artifacts.WriteAsync(PathOf(http), http.Request.Body, options.MaxArtifactBytes, http.Request.ContentLength ?? 0, http.RequestAborted);
        await Empty(http);
    }

    Task Download(HttpContext http) => Send(http, artifacts, PathOf(http));

    async Task Delete(HttpContext http)
    {
        artifacts.Delete(PathOf(http));
        await Empty(http);
    }

    async Task UploadFromPage(HttpContext http)
    {
        var (run, path) = (http.Request.Query["run_uuid"].ToString(), http.Request.Query["path"].ToString());
        if (run.Length == 0) throw new ArgumentException("Request must specify run_uuid.");
        if (path.Length == 0) throw new ArgumentException("Request must specify path.");
        if (http.Request.ContentLength is null or 0) throw new ArgumentException("Request must specify data.");
        if (http.Request.ContentLength > PageUploadLimit) throw new ArgumentException("Artifact size is too large. Max size is 10MB.");

        var plain = ArtifactPath.Normalize(path);
        var uri = runs.Get(run).ArtifactUri;
        var root = artifacts.PathOf(uri) ?? throw new ArgumentException(
            $"The artifacts at '{uri}' are not kept by this server; upload to the store that keeps them.");
        await artifacts.WriteAsync(Join(root, plain), http.Request.Body, PageUploadLimit, http.Request.ContentLength ?? 0, http.RequestAborted);
    }

    static async Task Send(HttpContext http, ArtifactStore artifacts, string path)
    {
        var file = artifacts.Open(path);
        var name = Path.GetFileName(path);
        var tag = new EntityTagHeaderValue($"\"{file.Tag}\"");
        await Results.File(file.Content, ContentType(name), name, file.Modified, tag, enableRangeProcessing: true).ExecuteAsync(http);
    }

    // A page must never be able to run what was uploaded: text in any form is plain text, and beyond it only what merely shows or sounds keeps its type.
    static string ContentType(string name)
    {
        if (name is "MLmodel" or "MLproject" || TextExtensions.Contains(Path.GetExtension(name).ToLowerInvariant())) return "text/plain";
        return ContentTypes.TryGetContentType(name, out var type) && IsInert(type) ? type : "application/octet-stream";
    }

    static bool IsInert(string type) =>
        type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal)
        || type is "text/plain" or "application/zip" or "application/pdf"
        || (type.StartsWith("image/", StringComparison.Ordinal) && !type.Contains("xml", StringComparison.Ordinal));

    static Task Empty(HttpContext http)
    {
        http.Response.Headers[HeaderNames.ContentType] = "application/json";
        return http.Response.WriteAsync("{}", http.RequestAborted);
    }

    // Kestrel decodes a path but for %2F.
    internal static string PathOf(HttpContext http) =>
        ArtifactPath.Normalize((http.Request.RouteValues["path"] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));

    static void WriteEntry(System.Text.Json.Utf8JsonWriter json, ArtifactEntry entry, string path)
    {
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteBoolean("is_dir", entry.IsFolder);
        if (entry.Size is { } size) json.WriteNumber("file_size", size);
        json.WriteEndObject();
    }

    static string Join(string folder, string name) => folder.Length == 0 ? name : name.Length == 0 ? folder : $"{folder}/{name}";
}
