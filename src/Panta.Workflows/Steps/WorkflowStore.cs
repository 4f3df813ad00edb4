using System.Data;
using System.Text.Json.Nodes;
using Dapper;
using Panta.Tracking.Stores;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Steps;

/// <summary>Workflow runs and their steps: what was started, how far it got, what came of it.</summary>
/// <param name="database">The store's database.</param>
/// <param name="time">The system's clock.</param>
public sealed class WorkflowStore(Database database, TimeProvider time)
{
    const string Columns = """
        workflow_run_id AS Id, project AS Project, workflow AS Workflow, cause AS Cause, alert_id AS AlertId, status AS Status, queued_us AS Queued, ended_us AS Ended,
        started_at_us AS StartedAt, ended_at_us AS EndedAt, outcome AS Outcome, input AS Input, evidence AS Evidence
        """;

    const string StepColumns =
        "position AS Position, name AS Name, status AS Status, attempt AS Attempt, started_at_us AS StartedAt, ended_at_us AS EndedAt, output AS Output, error AS Error";

    /// <summary>The latest runs, newest first, without their steps.</summary>
    /// <param name="project">Of this project. Default null: of all.</param>
    /// <param name="limit">At most so many. Default 100.</param>
    public IReadOnlyList<WorkflowRun> Latest(string? project = null, int limit = 100) =>
        [.. database.Read(connection => connection.Query<Row>(
            $"SELECT {Columns} FROM workflow_runs WHERE @project IS NULL OR project = @project ORDER BY queued_us DESC, workflow_run_id DESC LIMIT @limit",
            new { project, limit }).ToList()).Select(ToRun)];

    /// <summary>Runs of a project that have not ended, oldest first: what a restart takes up again.</summary>
    /// <param name="project">The project's name.</param>
    public IReadOnlyList<WorkflowRun> Unfinished(string project) =>
        [.. database.Read(connection => connection.Query<Row>(
            $"SELECT {Columns} FROM workflow_runs WHERE status IN ('Queued', 'Running') AND project = @project ORDER BY queued_us, workflow_run_id",
            new { project }).ToList()).Select(ToRun)];

    /// <summary>The run of that id with its steps, or null.</summary>
    /// <param name="id">The run's id.</param>
    public WorkflowRun? Find(string id) => database.Read(connection =>
    {
        if (connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM workflow_runs WHERE workflow_run_id = @id", new { id }) is not { } row) return null;

        var steps = connection.Query<StepRow>($"SELECT {StepColumns} FROM steps WHERE workflow_run_id = @id ORDER BY position", new { id });
        return ToRun(row) with { Steps = [.. steps.Select(ToStep)] };
    });

    /// <summary>Queues a run inside a write that also stores what it follows from.</summary>
    internal static void Queue(IDbConnection connection, WorkflowRun run) =>
        connection.Execute(
            """
            INSERT INTO workflow_runs (workflow_run_id, project, workflow, cause, alert_id, status, queued_us, input)
            VALUES (@Id, @Project, @Workflow, @Cause, @AlertId, 'Queued', @queued, @input) ON CONFLICT (workflow_run_id) DO NOTHING
            """,
            new { run.Id, run.Project, run.Workflow, run.Cause, run.AlertId, queued = run.QueuedAt.ToMicroseconds(), input = run.Input.ToJsonString() });

    internal Task QueueAsync(WorkflowRun run, CancellationToken cancel) => database.WriteAsync(connection => Queue(connection, run), cancel);

    internal Task StartAsync(string id, CancellationToken cancel) =>
        database.WriteAsync(
            connection => connection.Execute(
                "UPDATE workflow_runs SET status = 'Running', started_at_us = COALESCE(started_at_us, @at) WHERE workflow_run_id = @id",
                new { id, at = Now() }), cancel);

    internal Task SaveStepAsync(string id, StepRun step, CancellationToken cancel) => database.WriteAsync(connection => SaveStep(connection, id, step), cancel);

    internal static void SaveStep(IDbConnection connection, string id, StepRun step) =>
        connection.Execute(
            """
            INSERT INTO steps (workflow_run_id, position, name, status, attempt, started_at_us, ended_at_us, output, error)
            VALUES (@id, @Position, @Name, @status, @Attempt, @started, @ended, @output, @Error)
            ON CONFLICT (workflow_run_id, position) DO UPDATE SET status = @status, attempt = @Attempt,
                started_at_us = @started, ended_at_us = @ended, output = @output, error = @Error
            """,
            new { id, step.Position, step.Name, status = step.Status.ToString(), step.Attempt,
                started = step.StartedAt?.ToMicroseconds(), ended = step.EndedAt?.ToMicroseconds(),
                output = step.Output?.ToJsonString(), step.Error });

    internal Task EndAsync(string id, WorkflowStatus status, string outcome, JsonObject? evidence, DateTimeOffset projectTime, CancellationToken cancel) =>
        database.WriteAsync(connection => End(connection, id, status, outcome, evidence, projectTime, Now()), cancel);

    internal static void End(IDbConnection connection, string id, WorkflowStatus status, string outcome, JsonObject? evidence, DateTimeOffset projectTime, long at) =>
        connection.Execute(
            "UPDATE workflow_runs SET status = @status, outcome = @outcome, evidence = @evidence, ended_us = @ended, ended_at_us = @at WHERE workflow_run_id = @id",
            new { id, status = status.ToString(), outcome, evidence = evidence?.ToJsonString(), ended = projectTime.ToMicroseconds(), at });

    internal long Now() => time.GetUtcNow().ToMicroseconds();

    static WorkflowRun ToRun(Row row) => new()
    {
        Id = row.Id,
        Project = row.Project,
        Workflow = row.Workflow,
        Cause = row.Cause,
        AlertId = row.AlertId,
        Status = Enum.Parse<WorkflowStatus>(row.Status),
        QueuedAt = row.Queued.ToInstant(),
        EndedAt = row.Ended.ToInstant(),
        StartedAtSystem = row.StartedAt.ToInstant(),
        EndedAtSystem = row.EndedAt.ToInstant(),
        Outcome = row.Outcome,
        Input = JsonNode.Parse(row.Input)!.AsObject(),
        Evidence = row.Evidence is null ? null : JsonNode.Parse(row.Evidence)!.AsObject(),
    };

    static StepRun ToStep(StepRow row) => new()
    {
        Position = (int)row.Position,
        Name = row.Name,
        Status = Enum.Parse<WorkflowStatus>(row.Status),
        Attempt = (int)row.Attempt,
        StartedAt = row.StartedAt.ToInstant(),
        EndedAt = row.EndedAt.ToInstant(),
        Output = row.Output is null ? null : JsonNode.Parse(row.Output)!.AsObject(),
        Error = row.Error,
    };

    sealed record Row
    {
        public string Id { get; init; } = "";

        public string Project { get; init; } = "";

        public string Workflow { get; init; } = "";

        public string Cause { get; init; } = "";

        public string? AlertId { get; init; }

        public string Status { get; init; } = "";

        public long Queued { get; init; }

        public long? Ended { get; init; }

        public long? StartedAt { get; init; }

        public long? EndedAt { get; init; }

        public string? Outcome { get; init; }

        public string Input { get; init; } = "";

        public string? Evidence { get; init; }
    }

    sealed record StepRow
    {
        public long Position { get; init; }

        public string Name { get; init; } = "";

        public string Status { get; init; } = "";

        public long Attempt { get; init; }

        public long? StartedAt { get; init; }

        public long? EndedAt { get; init; }

        public string? Output { get; init; }

        public string? Error { get; init; }
    }
}
