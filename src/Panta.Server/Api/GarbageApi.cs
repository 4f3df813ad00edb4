using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Garbage;

namespace Panta.Server.Api;

/// <summary>Removes for good what was deleted.</summary>
static class GarbageApi
{
    public static void MapGarbage(this IEndpointRouteBuilder routes) => routes.MapPost("/api/1.0/gc", Collect);

    static async Task<Ok<GarbageReport>> Collect(GarbageRequest body, GarbageCollection garbage, CancellationToken cancel)
    {
        var choice = new GarbageChoice
        {
            OlderThan = body.OlderThan is { } age ? GarbageChoice.ParseAge(age) : TimeSpan.Zero,
            RunIds = body.RunIds,
            ExperimentIds = body.ExperimentIds,
            LoggedModelIds = body.LoggedModelIds,
        };
        return TypedResults.Ok(body.DryRun ? garbage.Foresee(choice) : await garbage.CollectAsync(choice, cancel));
    }

    internal sealed record GarbageRequest(
        string? OlderThan, IReadOnlyList<string>? RunIds, IReadOnlyList<string>? ExperimentIds, IReadOnlyList<string>? LoggedModelIds, bool DryRun);
}
