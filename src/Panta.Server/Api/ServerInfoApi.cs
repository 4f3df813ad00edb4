namespace Panta.Server.Api;

/// <summary>What MLflow's clients ask a server about itself.</summary>
static class ServerInfoApi
{
    public static void MapServerInfo(this IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<PantaServerOptions>();
        foreach (var prefix in (string[])["/api/3.0/mlflow", "/ajax-api/3.0/mlflow"])
            routes.MapGet($"{prefix}/server-info", async (HttpContext http) => await (await WireRequest.ReadAsync(http)).Answer(json =>
            {
                json.WriteString("store_type", "SqlStore");
                json.WriteBoolean("workspaces_enabled", false);
                json.WriteBoolean("trace_archival_enabled", false);
                json.WriteBoolean("multipart_uploads_enabled", options.ServesArtifacts);
                json.WriteBoolean("multipart_downloads_enabled", false); // only who runs the clients knows whether they reach the storage
                json.WriteBoolean("presigned_upload_run_id_supported", options.ArtifactQuota.IsNone);
                json.WriteBoolean("presigned_upload_model_id_supported", options.ArtifactQuota.IsNone);
                json.WriteStartObject("features_enabled");
                json.WriteBoolean("gateway", false);
                json.WriteEndObject();
            })).ExcludeFromDescription();
    }
}
