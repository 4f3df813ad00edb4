using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;
using Panta.Tracking.Transfers;

namespace Panta.Server.Api;

/// <summary>Takes in what <c>panta import</c> brings over while the server runs, piece by piece; files come by the artifact proxy.</summary>
static class ImportApi
{
    public static void MapImport(this IEndpointRouteBuilder routes) => routes.MapPost("/api/1.0/import", Add).ExcludeFromDescription();

    static async Task<IResult> Add(HttpContext http, Database database, ModelRegistry registry, ArtifactStore artifacts, TimeProvider time)
    {
        using var target = new StoreTarget(database, registry, artifacts, time, guarded: true);
        var piece = await ImportPiece.ReadAsync(http.Request.Body, http.RequestAborted);
        return TypedResults.Json(await piece.AddToAsync(target, http.RequestAborted), ImportPiece.Json);
    }
}
