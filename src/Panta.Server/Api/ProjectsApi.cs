using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Learning.Persistence;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Panta.Workflows.Promotion;
using Panta.Workflows.Steps;

namespace Panta.Server.Api;

/// <summary>Projects: make or update one, move its clock, read what was decided in it, retrain, roll back.</summary>
static class ProjectsApi
{
    public static void MapProjects(this IEndpointRouteBuilder routes)
    {
        var projects = routes.MapGroup("/api/1.0/projects");
        projects.MapGet("", All);
        projects.MapPost("", Apply);
        projects.MapGet("/{name}", (string name, ProjectStore store, ProjectHistory history) => TypedResults.Ok(history.Summary(store.Get(name))));
        projects.MapPost("/{name}/clock", MoveClock);
        projects.MapGet("/{name}/decisions", Decisions);
        projects.MapGet("/{name}/windows", Windows);
        projects.MapPost("/{name}/retrain", Retrain);
        projects.MapPost("/{name}/rollback", Rollback);
        routes.MapGet("/api/1.0/project-schema", () => TypedResults.Text(RecordSchema.Of<Project>().ToJsonString(), "application/schema+json"));
    }

    static Ok<ProjectsAnswer> All(ProjectStore store, ProjectHistory history)
    {
        var (readable, unreadable) = store.Read();
        return TypedResults.Ok(new ProjectsAnswer([.. readable.Select(history.Summary)], [.. unreadable.Select(error => error.Message)]));
    }

    static async Task<Ok<ApplyAnswer>> Apply(ApplyRequest body, ProjectLoop loop, CancellationToken cancel)
    {
        var clock = body.Clock is null ? ClockKind.System : Enum.TryParse<ClockKind>(body.Clock, ignoreCase: true, out var kind) ? kind
            : throw new ArgumentException($"Clock '{body.Clock}' is not allowed; needs system or replay.");
        var yaml = body.Yaml ?? throw new ArgumentException("'yaml' is missing: the text of the project file.");
        return TypedResults.Ok(new ApplyAnswer(await loop.ApplyAsync(yaml, body.Folder ?? "", clock, body.Now, cancel)));
    }

    static async Task<Ok<ClockAnswer>> MoveClock(string name, ClockRequest body, ProjectLoop loop, ProjectHistory history, CancellationToken cancel)
    {
        var now = await loop.AdvanceAsync(name, body.Now ?? throw new ArgumentException("'now' is missing: the time to move the project's clock to."), cancel);
        return TypedResults.Ok(new ClockAnswer(now, history.CountDecisions(name)));
    }

    static Ok<DecisionsAnswer> Decisions(string name, ProjectStore store, ProjectHistory history, int skip = 0, int limit = 1000)
    {
        if (skip < 0 || limit is < 1 or > 10_000) throw new ArgumentException("'skip' must be 0 or more and 'limit' 1 to 10,000.");
        return TypedResults.Ok(new DecisionsAnswer([.. history.Decisions(store.Get(name).Name).Skip(skip).Take(limit)]));
    }

    static Ok<WindowsAnswer> Windows(string name, ProjectStore store, WindowStore windows, string? endpoint = null) =>
        TypedResults.Ok(new WindowsAnswer([.. windows.Of(name, endpoint ?? store.Get(name).Definition.Endpoint.Name).Select(window => new WindowAnswer(
            window.Result.Window.Start, window.Result.Window.End, window.Result.Revision, window.Result.ModelVersion, window.Result.Predictions, window.Result.Labels,
            window.Kpi, window.Lower, window.Upper, window.Limit, window.Level))]));

    static async Task<Ok<WorkflowRun>> Retrain(string name, RetrainRequest body, ProjectLoop loop, CancellationToken cancel) =>
        TypedResults.Ok(await loop.RetrainAsync(name, body.Who ?? Environment.UserName, cancel));

    static async Task<Ok<RollbackAnswer>> Rollback(string name, RollbackRequest body, ProjectLoop loop, CancellationToken cancel) =>
        TypedResults.Ok(new RollbackAnswer(await loop.RollbackAsync(name, body.Who ?? Environment.UserName, ReasonIn(body), cancel)));

    static string ReasonIn(RollbackRequest body) =>
        string.IsNullOrWhiteSpace(body.Why) ? throw new ArgumentException("'why' is missing: a rollback needs a reason, which the history keeps.") : body.Why;

    internal sealed record ProjectsAnswer(IReadOnlyList<ProjectSummary> Projects, IReadOnlyList<string> Unreadable);

    internal sealed record ApplyRequest(string? Yaml, string? Folder, string? Clock, DateTimeOffset? Now);

    internal sealed record ApplyAnswer(IReadOnlyList<string> Changes);

    internal sealed record ClockRequest(DateTimeOffset? Now);

    internal sealed record ClockAnswer(DateTimeOffset Now, int Decisions);

    internal sealed record DecisionsAnswer(IReadOnlyList<Decision> Decisions);

    internal sealed record WindowsAnswer(IReadOnlyList<WindowAnswer> Windows);

    internal sealed record WindowAnswer(
        DateTimeOffset Start, DateTimeOffset End, int Revision, string ModelVersion, long Predictions, long Labels, double? Kpi, double? Lower, double? Upper, double? Limit, double? Level);

    internal sealed record RetrainRequest(string? Who);

    internal sealed record RollbackRequest(string? Who, string? Why);

    internal sealed record RollbackAnswer(long Version);
}
