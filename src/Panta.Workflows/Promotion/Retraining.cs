using System.Data;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Panta.Data.Windows;
using Panta.Monitoring.Monitors;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Panta.Workflows.Steps;
using Panta.Workflows.Triggers;

namespace Panta.Workflows.Promotion;

/// <summary>
/// The retraining workflow: collect the window's labelled rows, hold them against their expectations, try each combination of the grid, compare the best with
/// the champion on the same held-out rows, register it, and promote it only if it is better by the stated margin and more than chance. The first model of a
/// project goes the same way, against a baseline.
/// </summary>
public sealed class Retraining(
    Database database, ProjectTables tables, ProjectStore projects, ModelRegistry registry, TrainingRuns training, TimeProvider time)
{
    /// <summary>The alias that stays on a project's first model.</summary>
    public const string FirstAlias = "first";

    /// <summary>The alias of the version last compared with the champion.</summary>
    public const string ChallengerAlias = "challenger";

    const string LevelTag = "panta.level.";
    const string LearnedUntilTag = "panta.learned_until";
    const int FewestCompared = 30;

    /// <summary>The run that makes a project's first model. The same file and data are one run, however often they are applied; changed, they are another try.</summary>
    /// <param name="project">The project.</param>
    /// <param name="pinned">The versions of the tables that it learns from.</param>
    public static WorkflowRun First(ProjectState project, JsonObject pinned) => new()
    {
        Id = $"{project.Name}-first-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project.Yaml + pinned.ToJsonString())).AsSpan(0, 4))}",
        Project = project.Name,
        Workflow = "train",
        Cause = "the project has no model yet",
        Status = WorkflowStatus.Queued,
        QueuedAt = project.Now,
        Input = new JsonObject { ["from"] = Window.Always.Start, ["to"] = Window.Always.End, ["again"] = false },
    };

    /// <summary>The steps of a run.</summary>
    /// <param name="project">The project.</param>
    /// <param name="run">A run of <c>train</c> or <c>retrain</c>.</param>
    public Workflow For(ProjectState project, WorkflowRun run) => new(
        run.Workflow,
        new Step("collect", (context, cancel) => CollectAsync(project, context, cancel)),
        new Step("check", (context, _) => Task.FromResult(Check(project, context))) { Needs = ["collect"] },
        new Step("tune", (context, cancel) => TuneAsync(project, context, cancel)) { Needs = ["check"] },
        new Step("compare", (context, cancel) => Task.FromResult(Compare(project, context, cancel))) { Needs = ["tune"] },
        new Step("register", (context, cancel) => RegisterAsync(project, context, cancel)) { Needs = ["compare"] },
        new Step("decide", (context, cancel) => DecideAsync(project, context, cancel)) { Needs = ["register"] });

    /// <summary>The figure that a version had on held-out rows when it was made: what its windows are held against.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="version">The version.</param>
    public IReadOnlyDictionary<KpiMetric, double> LevelOf(string model, KpiMetric metric, string version) =>
        long.TryParse(version, out var number)
        && registry.GetVersion(model, number).Tags.FirstOrDefault(tag => tag.Key == LevelTag + NameOf(metric)) is { } tag
        && double.TryParse(tag.Value, out var level)
            ? new Dictionary<KpiMetric, double> { [metric] = level }
            : new Dictionary<KpiMetric, double>();

    /// <summary>Puts the champion's alias back on the version it was on before.</summary>
    /// <param name="project">The project.</param>
    /// <param name="who">Who asks.</param>
    /// <param name="why">The reason.</param>
    /// <param name="cancel">Gives up before the write.</param>
    /// <returns>The version that answers now.</returns>
    /// <exception cref="ProjectException">There is no version to go back to.</exception>
    public async Task<long> RollbackAsync(ProjectState project, string who, string why, CancellationToken cancel)
    {
        var alias = project.Definition.Endpoint.Alias;
        var current = Champion(project)?.Version;
        var before = registry.AliasHistory(project.Name, alias).Where(move => move.Version == current).OrderByDescending(move => move.At).FirstOrDefault()?.PreviousVersion
            ?? throw new ProjectException(project.Name, $"Model '{project.Name}' has no version before {(current is null ? "its first" : $"version {current}")} to roll back to.");
        await database.WriteAsync(
            connection =>
            {
                Move(connection, project, alias, before, who, why, new JsonObject { ["kind"] = "rollback", ["from"] = current });
                StartOver(connection, project, before);
            },
            cancel).ConfigureAwait(false);
        return before;
    }

    async Task<StepResult> CollectAsync(ProjectState project, StepContext context, CancellationToken cancel)
    {
        var pinned = await tables.PinAsync(project, cancel).ConfigureAwait(false);
        var rows = Rows(project, context);
        if (rows.Count == 0) throw new StepRefusedException("No labelled row lies in the window. Labels may be late, or their keys do not match the predictions'.");

        return new(new JsonObject { ["rows"] = rows.Count, ["digest"] = rows.Digest(), ["tables"] = pinned });
    }

    StepResult Check(ProjectState project, StepContext context)
    {
        var found = tables.Check(project.Definition, Rows(project, context));
        if (found.Refusal is { } reason) throw new StepRefusedException(reason);
        if (Champion(project) is { } champion && Compared(project, champion, found.Good.Times).Length is var compared and < FewestCompared)
            throw new StepRefusedException(
                $"{compared} of the held-out rows are newer than what version {champion.Version} learnt from; "
                + $"a comparison that is fair to a challenger needs {FewestCompared}. Send labels of newer predictions first.");

        return new(found.Report);
    }

    async Task<StepResult> TuneAsync(ProjectState project, StepContext context, CancellationToken cancel)
    {
        var rows = Good(project, context);
        var trials = await training.TryAllAsync(project, context.Run, rows, context["collect"], cancel).ConfigureAwait(false);
        return new(trials);
    }

    StepResult Compare(ProjectState project, StepContext context, CancellationToken cancel)
    {
        var definition = project.Definition;
        var rows = Good(project, context);
        var best = TrainingRuns.BestOf(context["tune"]);
        var challenger = HeldOut.Predict(best.Pipeline, rows.Rows, rows.Times, definition.Split, TrainingRuns.Seed, cancel);
        var baseline = HeldOut.Baseline(definition.Metric, definition.Target, rows.Rows, rows.Times, definition.Split, TrainingRuns.Seed, cancel);
        var champion = Champion(project);
        var compared = Compared(project, champion, rows.Times);
        var held = rows.Take(compared);
        var labels = held.Rows.Numbers(definition.Target).ToArray();
        var theirs = champion is null ? null : HeldOut.PredictionsOf(training.Load(champion).Model.Transform(held.Rows));
        var promote = definition.Policy?.Promote ?? new();
        var verdict = ModelComparison.Compare(
            definition.Metric, labels, held.Times, theirs, challenger.Of(compared), baseline.Of(compared), promote, TrainingRuns.Seed);
        return new(verdict.ToJson());
    }

    // Rows that neither model learnt from: those held out from the challenger, and newer than what the champion was made of.
    static int[] Compared(ProjectState project, ModelVersion? champion, long[] times)
    {
        var until = champion?.Tags.FirstOrDefault(tag => tag.Key == LearnedUntilTag)
            is { } tag && DateTimeOffset.TryParse(tag.Value, out var instant)
            ? instant.ToMicroseconds() : long.MinValue;
        return [.. HeldOut.RowsOf(times, project.Definition.Split).Where(row => times[row] >= until)];
    }

    async Task<StepResult> RegisterAsync(ProjectState project, StepContext context, CancellationToken cancel)
    {
        var definition = project.Definition;
        var rows = Good(project, context);
        var best = TrainingRuns.BestOf(context["tune"]);
        var source = await training.SaveModelAsync(project, best, rows, cancel).ConfigureAwait(false);
        if (Champion(project) is null) await projects.SaveReferenceAsync(project.Name, ProjectTables.ReferenceOf(definition, rows).ToJson(), cancel).ConfigureAwait(false);

        var level = context["compare"]["challenger"]!.GetValue<double>();
        Tag[] tags =
        [
            new(LevelTag + NameOf(definition.Metric), level.ToString("R")),
            new(LearnedUntilTag, (rows.Times.Max() + 1).ToInstant().ToString("O")),
            new("panta.workflow_run", context.Run.Id),
        ];
        var version = await training.RegisterAsync(project.Name, source, best.RunId, tags, cancel).ConfigureAwait(false);
        return new(new JsonObject { ["version"] = version, ["runId"] = best.RunId, ["rows"] = rows.Count });
    }

    // The gates' values, the alias, its history and the monitor's new start are one transaction.
    async Task<StepResult> DecideAsync(ProjectState project, StepContext context, CancellationToken cancel)
    {
        var verdict = context["compare"];
        var version = context["register"]["version"]!.GetValue<long>();
        var champion = Champion(project)?.Version;
        var better = verdict["better"]!.GetValue<bool>();
        var evidence = (JsonObject)verdict.DeepClone();
        evidence["version"] = version.ToString();
        evidence["championVersion"] = champion?.ToString();
        evidence["runId"] = context["register"]["runId"]!.GetValue<string>();
        evidence["workflowRunId"] = context.Run.Id;
        if (!better && context.Run.Input["again"]!.GetValue<bool>()) await RestateLevelAsync(project, verdict, cancel).ConfigureAwait(false);

        var outcome = better ? "promoted" : "kept";
        var at = context.Run.QueuedAt;
        await database.WriteAsync(
            connection =>
            {
                Move(connection, project with { Now = at }, ChallengerAlias, version, By(project), context.Run.Cause, null);
                if (better) Promote(connection, project with { Now = at }, version, champion, context.Run, evidence);
                WorkflowStore.End(connection, context.Run.Id, WorkflowStatus.Succeeded, outcome, evidence, at, time.GetUtcNow().ToMicroseconds());
            },
            cancel).ConfigureAwait(false);
        return new(evidence, outcome);
    }

    // A champion made from the few rows since a change had its level from those; now there are rows that it had not seen.
    async Task RestateLevelAsync(ProjectState project, JsonObject verdict, CancellationToken cancel) =>
        await registry.SetVersionTagAsync(
            project.Name, Champion(project)!.Version,
            new(LevelTag + NameOf(project.Definition.Metric), verdict["champion"]!.GetValue<double>().ToString("R")),
            cancel).ConfigureAwait(false);

    void Promote(IDbConnection connection, ProjectState project, long version, long? champion, WorkflowRun run, JsonObject evidence)
    {
        var who = champion is null ? Environment.UserName : By(project);
        Move(connection, project, project.Definition.Endpoint.Alias, version, who, $"{run.Cause}: {evidence["sentence"]}", evidence);
        if (champion is null) Move(connection, project, FirstAlias, version, who, "the first model", null);
        StartOver(connection, project, version);
    }

    void Move(IDbConnection connection, ProjectState project, string alias, long version, string who, string why, JsonObject? evidence) =>
        registry.MoveAlias(connection,
            new() { Model = project.Name, Alias = alias, Version = version, Who = who, Why = why, Evidence = evidence?.ToJsonString(), At = project.Now });

    // Windows that the old version answered say nothing about the new one.
    static void StartOver(IDbConnection connection, ProjectState project, long version)
    {
        ProjectStore.SaveMonitorState(connection, project.Name, MonitorState.Empty with { ModelVersion = version.ToString(), LastWindow = project.Now.AddTicks(-1) });
        AlertStore.ResolveAll(connection, project.Name, project.Now, $"Version {version} answers now.");
    }

    ModelVersion? Champion(ProjectState project) => registry.FindByAlias(project.Name, project.Definition.Endpoint.Alias);

    ProjectRows Rows(ProjectState project, StepContext context) => tables.Rows(project, RetrainRule.Range(context.Run), asOf: context.Run.QueuedAt);

    ProjectRows Good(ProjectState project, StepContext context) => tables.Check(project.Definition, Rows(project, context)).Good;

    static string By(ProjectState project) => $"policy {project.Name}";

    static string NameOf(KpiMetric metric) => metric.ToString().ToLowerInvariant();
}
