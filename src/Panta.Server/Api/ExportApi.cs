using Panta.Tracking.Artifacts;
using Panta.Tracking.Stores;
using Panta.Tracking.Transfers;

namespace Panta.Server.Api;

/// <summary>Tells <c>panta export</c> what is in the store while the server runs, some of it at a time; files go by the artifact proxy.</summary>
static class ExportApi
{
    public static void MapExport(this IEndpointRouteBuilder routes) => routes.MapPost("/api/1.0/export", Tell).ExcludeFromDescription();

    static async Task Tell(HttpContext http, Database database, ArtifactStore artifacts, TimeProvider time)
    {
        using var store = new PantaStore(database, artifacts, time);
        var piece = await ExportPiece.ReadAsync(http.Request.Body, http.RequestAborted);
        http.Response.ContentType = "application/jsonl";
        await piece.AnswerAsync(store, http.Response.Body, http.RequestAborted);
    }
}
