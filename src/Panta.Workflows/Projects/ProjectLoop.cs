using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Panta.Data.Predictions;
using Panta.Data.Windows;
using Panta.Monitoring.Monitors;
using Monitor = Panta.Monitoring.Monitors.Monitor;
using Panta.Monitoring.Profiles;
using Panta.Serving.Endpoints;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;
using Panta.Workflows.Monitors;
using Panta.Workflows.Promotion;
using Panta.Workflows.Steps;
using Panta.Workflows.Triggers;

namespace Panta.Workflows.Projects;

/// <summary>
/// The loop of each project: what is due is done in the order of the project's time, one thing after the other. Windows are judged when their labels are
/// in, alerts opened, models retrained, compared and promoted; only then is it later. A crash leaves whole transactions, and the next call goes on from them.
/// </summary>
public sealed partial class ProjectLoop(
    Database database,
    ProjectStore projects,
    WindowStore windows,
    AlertStore alerts,
    WorkflowStore runs,
    WorkflowEngine engine,
    EndpointSet endpoints,
    ModelRegistry registry,
    ProjectTables tables,
    Retraining retraining,
    NotificationLog notifications,
    ILogger<ProjectLoop> log)
{
    // Windows whose labels were not all in when they were judged are looked at again for so long.
    const int RestatedWindows = 8;

    readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = [];
    readonly ConcurrentDictionary<string, Reference> _references = [];

    /// <summary>Makes or updates what a project file declares: table, endpoints, and where there is none yet, the first model. Again: no change.</summary>
    /// <param name="yaml">The project file's text.</param>
    /// <param name="folder">The folder its paths are relative to.</param>
    /// <param name="clock">Which clock a new project lives by.</param>
    /// <param name="now">The time in a new project that lives by a replay clock.</param>
    /// <param name="cancel">Stops between steps; applying again goes on.</param>
    /// <returns>What changed, in words; empty: nothing.</returns>
    /// <exception cref="ProjectFileException">The text is no project.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(string yaml, string folder, ClockKind clock, DateTimeOffset? now, CancellationToken cancel)
    {
        var project = ProjectFile.Parse(yaml);
        using var turn = await TurnAsync(project.Name, cancel).ConfigureAwait(false);

        var changes = new List<string>();
        changes.AddRange(await tables.IngestAsync(project, folder, cancel).ConfigureAwait(false));
        if (await projects.SaveAsync(yaml, folder, clock, now ?? TimeProvider.System.GetUtcNow(), cancel).ConfigureAwait(false)) changes.Add($"project {project.Name}");
        await RunQueuedAsync(project.Name, projects.Get(project.Name).Now, cancel).ConfigureAwait(false);
        if (registry.FindByAlias(project.Name, project.Endpoint.Alias) is null) changes.Add(await TrainFirstAsync(project.Name, cancel).ConfigureAwait(false));
        foreach (var plan in PlansOf(project))
        {
            if (endpoints.Find(plan.Name)?.Settings is { } known && known with { Created = default } == plan) continue;

            await endpoints.SetAsync(plan, cancel).ConfigureAwait(false);
            changes.Add($"endpoint {plan.Name}");
        }

        return changes;
    }

    /// <summary>Moves a project's time forward; answers when everything due by then is done. Moving to where it is does nothing.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="to">The time it is.</param>
    /// <param name="cancel">Stops between events; moving again goes on.</param>
    /// <returns>The project's time.</returns>
    /// <exception cref="ArgumentException">The time is before the project's: a clock never goes back.</exception>
    public async Task<DateTimeOffset> AdvanceAsync(string name, DateTimeOffset to, CancellationToken cancel)
    {
        using var turn = await TurnAsync(name, cancel).ConfigureAwait(false);

        var project = projects.Get(name);
        if (to < project.Now) throw new ArgumentException($"It is {project.Now:u} in project '{name}', and a clock never goes back: {to:u} is over.", nameof(to));

        await RunQueuedAsync(name, project.Now, cancel).ConfigureAwait(false);
        foreach (var due in Due(project, to))
        {
            if (due.Window is { } window) await JudgeAsync(name, window, due.At, cancel).ConfigureAwait(false);
            else await runs.QueueAsync(RetrainRule.Scheduled(project.Definition, due.At, LabelledUntil(project, due.At)), cancel).ConfigureAwait(false);
            await RunQueuedAsync(name, due.At, cancel).ConfigureAwait(false);
            await projects.MoveClockAsync(name, due.At, cancel).ConfigureAwait(false);
        }

        await RestateAsync(name, to, cancel).ConfigureAwait(false);
        await RunQueuedAsync(name, to, cancel).ConfigureAwait(false);
        await projects.MoveClockAsync(name, to, cancel).ConfigureAwait(false);
        return to;
    }

    /// <summary>Takes up the workflow runs that a crash or a stop interrupted.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="cancel">Stops between steps.</param>
    public async Task ResumeAsync(string name, CancellationToken cancel)
    {
        using var turn = await TurnAsync(name, cancel).ConfigureAwait(false);

        await RunQueuedAsync(name, projects.Get(name).Now, cancel).ConfigureAwait(false);
    }

    /// <summary>Retrains on the rows that the project's policy names, compares, and promotes if the gates pass.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="cancel">Stops between steps.</param>
    public async Task<WorkflowRun> RetrainAsync(string name, string who, CancellationToken cancel)
    {
        using var turn = await TurnAsync(name, cancel).ConfigureAwait(false);

        var project = projects.Get(name);
        var to = windows.LastEnd(name, project.Definition.Endpoint.Name) ?? LabelledUntil(project, project.Now);
        var run = RetrainRule.Asked(project.Definition, project.Now, to, who);
        await runs.QueueAsync(run, cancel).ConfigureAwait(false);
        await RunQueuedAsync(name, project.Now, cancel).ConfigureAwait(false);
        return runs.Find(run.Id)!;
    }

    /// <summary>Puts the champion's alias back on the version it was on before.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="why">The reason, for the history.</param>
    /// <param name="cancel">Gives up before the write.</param>
    /// <returns>The version that answers now.</returns>
    public async Task<long> RollbackAsync(string name, string who, string why, CancellationToken cancel)
    {
        using var turn = await TurnAsync(name, cancel).ConfigureAwait(false);

        var project = projects.Get(name);
        return await retraining.RollbackAsync(project, who, why, cancel).ConfigureAwait(false);
    }

    async Task<string> TrainFirstAsync(string name, CancellationToken cancel)
    {
        var project = projects.Get(name);
        var run = Retraining.First(project, await tables.PinAsync(project, cancel).ConfigureAwait(false));
        await runs.QueueAsync(run, cancel).ConfigureAwait(false);
        await RunQueuedAsync(name, project.Now, cancel).ConfigureAwait(false);
        var ended = runs.Find(run.Id)!;
        return ended.Outcome == "promoted"
            ? $"first model of {name}"
            : throw new ProjectException(name, $"The first model of project '{name}' was not made: {Refusal(ended)}.");
    }

    static string? Refusal(WorkflowRun ended)
    {
        if (ended is not { Outcome: "kept", Evidence: { } figures }) return ended.Outcome?.TrimEnd('.');

        var metric = figures["metric"]!.GetValue<string>();
        var naive = metric == "accuracy" ? "the commonest class" : "the mean";
        return $"on {figures["rows"]!.GetValue<int>():N0} rows that it had not seen its {metric} is {figures["challenger"]!.GetValue<double>():G4}, "
            + $"that of {naive} alone {figures["baseline"]!.GetValue<double>():G4}. Change its stages or their columns, the split, or what it must gain (policy.promote), and apply again; "
            + $"run {figures["runId"]!.GetValue<string>()} has the details";
    }

    IReadOnlyList<DueEvent> Due(ProjectState project, DateTimeOffset to)
    {
        if (endpoints.Find(project.Definition.Endpoint.Name) is null) return []; // the first model was refused: nothing answers that could be judged

        var monitor = project.Definition.Monitor is null ? null : MonitorOf(project);
        var judged = windows.LastEnd(project.Name, project.Definition.Endpoint.Name) ?? monitor?.Origin ?? project.Now;
        var cron = project.Definition.Policy?.Retrain is { When: RetrainTrigger.Schedule } retrain ? retrain.On : null;
        return DueEvent.Between(monitor, judged, cron, project.Now, to);
    }

    static DateTimeOffset LabelledUntil(ProjectState project, DateTimeOffset now) => WatermarkOf(project).At(now);

    static Watermark WatermarkOf(ProjectState project) => new(project.Definition.Labels?.Maturity.Span ?? default);

    async Task JudgeAsync(string name, Window window, DateTimeOffset at, CancellationToken cancel)
    {
        var project = projects.Get(name);
        var definition = project.Definition;
        if (definition.Endpoint.Frozen is { } frozen) await StateTwinAsync(project, frozen, window, at, cancel).ConfigureAwait(false);

        var measured = WindowMeasurement.Measure(endpoints.Get(definition.Endpoint.Name).Log, window, definition.Metric, ReferenceOf(name));
        if (measured is null) return;

        var monitor = MonitorOf(project);
        measured = measured with { Level = retraining.LevelOf(name, definition.Metric, measured.ModelVersion) };
        var previous = windows.Find(name, definition.Endpoint.Name, window.Start);
        var result = monitor.Judge(measured).After(previous?.Result);
        if (previous is not null && result.Revision == previous.Result.Revision) return;

        var evaluation = monitor.Evaluate(project.MonitorState, result, at);
        var stated = Stated(project, definition.Endpoint.Name, measured, result, at);
        var opened = evaluation.Events.Where(e => e.Kind == AlertEventKind.Fired).Select(e => ToAlert(name, e, evaluation.State)).ToList();
        var resolvedNow = evaluation.Events.Where(e => e.Kind == AlertEventKind.Resolved).Select(e => e.Fingerprint).ToHashSet();
        var facts = Facts(project, window, at, [.. alerts.Latest(name, onlyOpen: true).Where(alert => !resolvedNow.Contains(alert.Fingerprint)), .. opened]);
        await database.WriteAsync(
            connection =>
            {
                WindowStore.Save(connection, stated);
                ProjectStore.SaveMonitorState(connection, name, evaluation.State);
                foreach (var alert in opened) AlertStore.Open(connection, alert);
                foreach (var resolved in evaluation.Events.Where(e => e.Kind == AlertEventKind.Resolved))
                    AlertStore.Resolve(connection, name, resolved.Fingerprint, at, resolved.Message);
                if (RetrainRule.Next(facts) is { } run) WorkflowStore.Queue(connection, run);
            },
            cancel).ConfigureAwait(false);
        await NotifyAsync(name, evaluation.Events, cancel).ConfigureAwait(false);
        foreach (var alert in opened) Log.Alert(log, name, alert.Message);
    }

    async Task StateTwinAsync(ProjectState project, string endpoint, Window window, DateTimeOffset at, CancellationToken cancel)
    {
        if (WindowMeasurement.Measure(endpoints.Get(endpoint).Log, window, project.Definition.Metric, null) is not { } measured) return;

        var previous = windows.Find(project.Name, endpoint, window.Start);
        var result = (MonitorOf(project) with { Checks = [] }).Judge(measured).After(previous?.Result);
        if (previous is not null && result.Revision == previous.Result.Revision) return;

        await database.WriteAsync(connection => WindowStore.Save(connection, Stated(project, endpoint, measured, result, at)), cancel).ConfigureAwait(false);
    }

    // Labels that came after their window was judged restate it.
    async Task RestateAsync(string name, DateTimeOffset now, CancellationToken cancel)
    {
        var project = projects.Get(name);
        if (project.Definition.Monitor is not { } plan || endpoints.Find(project.Definition.Endpoint.Name) is not { } endpoint) return;

        var lookedAt = new MovingWindow((plan.Window.Span + WatermarkOf(project).Lateness) * RestatedWindows).At(now);
        var recent = windows.Of(name, project.Definition.Endpoint.Name, from: lookedAt.Start);
        var log = endpoint.Log;
        foreach (var window in recent.Where(window => window.Result.Labels < window.Result.Predictions))
            if (log.Labelled(window.Result.Window.Start, window.Result.Window.End).RowCount != window.Result.Labels)
                await JudgeAsync(name, window.Result.Window, now, cancel).ConfigureAwait(false);
    }

    async Task RunQueuedAsync(string name, DateTimeOffset at, CancellationToken cancel)
    {
        foreach (var run in runs.Unfinished(name))
        {
            var ended = await engine.RunAsync(retraining.For(projects.Get(name), run), run.Id, at, cancel).ConfigureAwait(false);
            await endpoints.SettledAsync().ConfigureAwait(false);
            Log.WorkflowEnded(log, name, run.Workflow, ended.Outcome ?? "");
        }
    }

    RetrainRule.Facts Facts(ProjectState project, Window window, DateTimeOffset at, IReadOnlyList<Alert> open)
    {
        var past = runs.Latest(project.Name, 1000).Where(run => run.Workflow == "retrain").ToList();
        return new()
        {
            Project = project.Definition,
            Now = at,
            Window = window,
            Open = open,
            LastPromotion = past.FirstOrDefault(run => run.Outcome == "promoted"),
            LastRetrain = past.FirstOrDefault(),
        };
    }

    static JudgedWindow Stated(ProjectState project, string endpoint, WindowMeasures measured, WindowResult result, DateTimeOffset at)
    {
        var kpi = measured.Quality?.Find(project.Definition.Metric);
        return new()
        {
            Project = project.Name,
            Endpoint = endpoint,
            Result = result,
            JudgedAt = at,
            Kpi = kpi?.Value,
            Lower = kpi?.Lower,
            Upper = kpi?.Upper,
            MeanLabel = measured.Quality?.MeanLabel,
            Level = measured.Level.TryGetValue(project.Definition.Metric, out var level) ? level : null,
            Drift = [.. measured.Drift],
            Columns = [.. measured.Columns],
        };
    }

    static Alert ToAlert(string project, AlertEvent fired, MonitorState state) => new()
    {
        Id = $"{fired.Fingerprint}-{fired.At.ToMicroseconds():x}",
        Project = project,
        Fingerprint = fired.Fingerprint,
        Check = fired.Check,
        Column = fired.Column,
        ModelVersion = fired.ModelVersion,
        Severity = fired.Severity,
        OpenedAt = fired.At,
        Since = state.Alerts.First(alert => alert.Fingerprint == fired.Fingerprint).Recent.Where(outcome => outcome.Status == CheckStatus.Breached).Min(outcome => outcome.Start),
        WindowStart = fired.Window.Start,
        Message = fired.Message,
        Result = fired.Result!,
    };

    async Task NotifyAsync(string name, IReadOnlyList<AlertEvent> events, CancellationToken cancel)
    {
        var announced = events.Where(e => e.Announce).Select(e => new Notification(
            $"{e.Fingerprint}-{e.Kind}-{e.Window.Start.ToMicroseconds():x}", e.At, name, e.Monitor, e.Kind.ToString().ToLowerInvariant(),
            e.Column is null ? e.Check : $"{e.Check} of {e.Column}", e.Message,
            e.Result is null ? "{}" : JsonSerializer.Serialize(e.Result, MonitorJson.Options))).ToList();
        if (announced.Count > 0) await notifications.AppendAsync(announced, cancel).ConfigureAwait(false);
    }

    /// <summary>The monitor that a project declares; its windows begin with the day on which the project's endpoint did.</summary>
    /// <param name="project">The project.</param>
    internal Monitor MonitorOf(ProjectState project)
    {
        var first = runs.Latest(project.Name, 100_000).LastOrDefault(run => run.Outcome == "promoted")?.EndedAt ?? project.Now;
        return new()
        {
            Name = project.Name,
            WindowLength = project.Definition.Monitor!.Window,
            Origin = TumblingWindows.Days.Of(first).Start,
            Maturity = WatermarkOf(project).Lateness,
            Checks = project.Definition.Monitor.Checks,
        };
    }

    Reference? ReferenceOf(string name)
    {
        if (_references.TryGetValue(name, out var known)) return known;
        if (projects.FindReference(name) is not { } json) return null;

        return _references.GetOrAdd(name, Reference.Parse(json));
    }

    static IEnumerable<EndpointSettings> PlansOf(Project project)
    {
        yield return new() { Name = project.Endpoint.Name, Project = project.Name, Model = project.Name, Alias = project.Endpoint.Alias,
            TimeColumn = project.Source.Time, KeyColumn = project.Source.Key };
        if (project.Endpoint.Frozen is { } frozen)
            yield return new() { Name = frozen, Project = project.Name, Model = project.Name, Alias = Retraining.FirstAlias,
                TimeColumn = project.Source.Time, KeyColumn = project.Source.Key };
    }

    async Task<IDisposable> TurnAsync(string name, CancellationToken cancel)
    {
        var turn = _turns.GetOrAdd(name, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        return new Turn(turn);
    }

    sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }

    static partial class Log
    {
        [LoggerMessage(110, LogLevel.Warning, "Alert in project {Project}: {Message}")]
        public static partial void Alert(ILogger logger, string project, string message);

        [LoggerMessage(111, LogLevel.Information, "Workflow {Workflow} of project {Project} ended: {Outcome}")]
        public static partial void WorkflowEnded(ILogger logger, string project, string workflow, string outcome);
    }
}
