using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Panta.Tracking.Artifacts;

namespace Panta.Server.Api;

/// <summary>
/// MLflow's uploads in parts (<c>MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD</c>). Parts come to this server whatever keeps the artifacts, at addresses that only who
/// began the upload knows; so clients need no way to the storage.
/// </summary>
sealed class ArtifactUploadsApi(ArtifactUploads uploads, PantaServerOptions options)
{
    const string PartPath = "/api/2.0/mlflow-artifacts/mpu/part";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(PartPath, ["PUT"], PutPart).WithMetadata(new RequestSizeLimitAttribute(long.MaxValue)).ExcludeFromDescription();
        foreach (var prefix in (string[])["/api/2.0/mlflow-artifacts/mpu", "/ajax-api/2.0/mlflow-artifacts/mpu"])
        {
            routes.MapMethods(prefix + "/create/{**path}", ["POST"], Create).ExcludeFromDescription();
            routes.MapMethods(prefix + "/complete/{**path}", ["POST"], Complete).ExcludeFromDescription();
            routes.MapMethods(prefix + "/abort/{**path}", ["POST"], Abort).ExcludeFromDescription();
        }
    }

    async Task Create(HttpContext http)
    {
        var call = await WireRequest.ReadAsync(http);
        var parts = call.Fields.RequiredInteger("num_parts");
        if (parts is < 1 or > ArtifactUploads.MostParts)
            throw new ArgumentException($"num_parts is {parts}; an upload has 1 to {ArtifactUploads.MostParts} parts.");

        var upload = await uploads.BeginAsync(TargetOf(call), http.RequestAborted);
        await call.Answer(json =>
        {
            json.WriteString("upload_id", upload);
            var numbers = Enumerable.Range(1, (int)parts).ToList();
            json.WriteList("credentials", numbers, (j, number) => WriteCredential(j, AddressOf(http.Request, upload, number), number));
        });
    }

    async Task PutPart(HttpContext http)
    {
        var (upload, number) = (http.Request.Query["upload_id"].ToString(), http.Request.Query["part_number"].ToString());
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var part))
            throw new ArgumentException($"part_number is '{number}'; needs a number.");

        var tag = await uploads.WritePartAsync(upload, part, http.Request.Body, options.MaxArtifactBytes, http.Request.ContentLength ?? 0, http.RequestAborted);
        http.Response.Headers.ETag = $"\"{tag}\"";
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("{}", http.RequestAborted);
    }

    async Task Complete(HttpContext http)
    {
        var call = await WireRequest.ReadAsync(http);
        var parts = call.Fields.Objects("parts").Select(part => (NumberOf(part), part.RequiredText("etag"))).ToList();
        await uploads.CompleteAsync(call.Fields.RequiredText("upload_id"), TargetOf(call), parts, options.MaxArtifactBytes, http.RequestAborted);
        await call.Done();
    }

    async Task Abort(HttpContext http)
    {
        var call = await WireRequest.ReadAsync(http);
        uploads.Abort(call.Fields.RequiredText("upload_id"), TargetOf(call));
        await call.Done();
    }

    static void WriteCredential(Utf8JsonWriter json, string url, int number)
    {
        json.WriteStartObject();
        json.WriteString("url", url);
        json.WriteNumber("part_number", number);
        json.WriteStartObject("headers");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static int NumberOf(WireObject part) => part.RequiredInteger("part_number") is >= 1 and <= ArtifactUploads.MostParts and var number
        ? (int)number
        : throw new ArgumentException($"A part's number is 1 to {ArtifactUploads.MostParts}.");

    // The address names the folder; the file's name is the last part of its path on the client's machine, of which nothing else counts.
    static string TargetOf(WireRequest call)
    {
        var path = call.Fields.RequiredText("path");
        var name = ArtifactPath.Normalize(path[(path.LastIndexOfAny(['/', '\\']) + 1)..]);
        if (name.Length == 0) throw new ArgumentException("Invalid path");

        var folder = ArtifactsApi.PathOf(call.Http);
        return folder.Length == 0 ? name : $"{folder}/{name}";
    }

    // Before a server that speaks TLS for this one, clients must come back the way they came.
    static string AddressOf(HttpRequest request, string upload, int number)
    {
        var scheme = request.Headers["X-Forwarded-Proto"] == "https" ? "https" : request.Scheme;
        return string.Create(CultureInfo.InvariantCulture, $"{scheme}://{request.Host}{request.PathBase}{PartPath}?upload_id={upload}&part_number={number}");
    }
}
