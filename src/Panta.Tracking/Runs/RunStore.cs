using System.Data;
using Panta.Tracking.Filters;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// Runs on disk: their life and the search for them. What they log goes through <see cref="RunLog"/>. Thread-safe; writes complete when they are fsynced.
/// </summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">The clock for times that the caller leaves out.</param>
/// <param name="cutsLongValues">Whether a new run's tags that are too long are cut; else they are refused. Default true.</param>
public sealed class RunStore(Database database, TimeProvider time, bool cutsLongValues = true)
{
    /// <summary>Starts a run in an experiment in use.</summary>
    /// <param name="run">What it is made from.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">The experiment does not exist.</exception>
    /// <exception cref="ArgumentException">
    /// The experiment is deleted, a tag is not allowed or comes twice, or name and tag <c>mlflow.runName</c> differ.
    /// </exception>
    public Task<Run> CreateAsync(NewRun run, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(run);

        var experiment = Limits.ParseExperimentId(run.ExperimentId);
        Limits.RequireLength(run.Name, Limits.TagLength, "run_name");
        Limits.RequireLength(run.UserId, Limits.TagLength, "user_id");
        var tags = CheckTags(run);
        var id = Guid.NewGuid();
        var named = tags.GetValueOrDefault(Run.NameTag) ?? "";
        var name = run.Name.Length > 0 ? run.Name : named.Length > 0 ? named : RunNames.Of(id);
        if (named.Length > 0 && named != name)
            throw new ArgumentException(
                $"Both 'run_name' ('{run.Name}') and the tag '{Run.NameTag}' ('{named}') were given, and they differ. Give one of them.");

        tags[Run.NameTag] = name;
        var made = run with { Name = name, StartTime = run.StartTime ?? time.GetUtcNow().ToUnixTimeMilliseconds() };
        return database.WriteAsync(c => Insert(c, id.ToString("N"), experiment, made, tags), cancel);
    }

    /// <summary>A run with what it logged, deleted ones included.</summary>
    /// <param name="runId">Its id.</param>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    public Run Get(string runId)
    {
        Limits.RequireRunId(runId);
        return database.Read(c => RunRows.Get(c, runId));
    }

    /// <summary>Runs with what they logged, deleted ones included, all as they are at one moment.</summary>
    /// <param name="keys">Their short keys, as <see cref="RunSearches"/> finds them.</param>
    /// <returns>The runs in that order, but for those that were removed for good.</returns>
    public IReadOnlyList<(long Key, Run Run)> Get(IReadOnlyList<long> keys) => database.Read(c => RunRows.Get(c, keys));

    /// <summary>Changes status, end time or name of a run in use.</summary>
    /// <param name="runId">Its id.</param>
    /// <param name="change">What to change.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <returns>The run as it is then.</returns>
    public Task<Run> UpdateAsync(string runId, RunUpdate change, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        Limits.RequireRunId(runId);
        Limits.RequireLength(change.Name ?? "", Limits.TagLength, "run_name");
        return database.WriteAsync(
            c =>
            {
                var key = RunRows.ActiveKey(c, runId);
                if (change.Status is { } status) c.Run("UPDATE runs SET status = @1 WHERE run = @0", key, StatusText(status));
                if (change.EndTime is { } end) c.Run("UPDATE runs SET end_time = @1 WHERE run = @0", key, end);
                if (!string.IsNullOrEmpty(change.Name)) RunLog.SetTag(c, key, new(Run.NameTag, change.Name));
                return RunRows.Get(c, runId);
            },
            cancel);
    }

    /// <summary>Deletes a run; <see cref="RestoreAsync"/> brings it back. Of a deleted one: nothing.</summary>
    /// <param name="runId">Its id.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task DeleteAsync(string runId, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Limits.RequireRunId(runId);
        return database.WriteAsync(
            c =>
            {
                c.Run(
                    "UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = @1 WHERE run = @0 AND lifecycle_stage = 'active'", RunRows.Key(c, runId), now);
            },
            cancel);
    }

    /// <summary>Brings a deleted run back. Of one in use: nothing.</summary>
    /// <param name="runId">Its id.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="ArgumentException">It is being removed for good.</exception>
    public Task RestoreAsync(string runId, CancellationToken cancel = default)
    {
        Limits.RequireRunId(runId);
        return database.WriteAsync(
            c =>
            {
                var key = RunRows.Key(c, runId);
                if (c.First("SELECT 1 FROM removals WHERE kind = 'run' AND id = @0", r => r.GetInt64(0), runId) != 0)
                    throw new ArgumentException($"The run {runId} is being removed for good, and cannot be restored.");

                c.Run("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE run = @0", key);
            },
            cancel);
    }

    /// <summary>Searches runs.</summary>
    /// <param name="query">What to look for.</param>
    /// <returns>A page of runs with all they logged.</returns>
    /// <exception cref="ArgumentException">Filter, order, count or token is not allowed.</exception>
    public Page<Run> Search(RunQuery query)
    {
        var found = RunSearches.Of(database).Page(query);
        return new([.. Get(found.Items).Select(r => r.Run)], found.NextToken);
    }

    internal static string StatusText(RunStatus status) => status.ToString().ToUpperInvariant();

    Dictionary<string, string> CheckTags(NewRun run)
    {
        Limits.RequireCount(run.Tags.Count, "tags");
        var tags = new Dictionary<string, string>();
        for (var i = 0; i < run.Tags.Count; i++)
        {
            Limits.RequireKey(run.Tags[i].Key, $"tags[{i}].key");
            if (!cutsLongValues) Limits.RequireLength(run.Tags[i].Value, Limits.TagLength, $"tags[{i}].value");
            if (!tags.TryAdd(run.Tags[i].Key, Limits.Cut(run.Tags[i].Value, Limits.TagLength)))
                throw Limits.InvalidValue($"tags[{i}].key", run.Tags[i].Key, "a tag may come only once when a run is created.");
        }

        return tags;
    }

    static Run Insert(IDbConnection connection, string id, long experimentId, NewRun run, Dictionary<string, string> tags)
    {
        var experiment = ExperimentStore.RequireActive(connection, experimentId);
        var made = new Run
        {
            RunId = id,
            ExperimentId = experiment.ExperimentId,
            Name = run.Name,
            UserId = run.UserId,
            Status = RunStatus.Running,
            StartTime = run.StartTime ?? 0, // set by CreateAsync
            EndTime = null,
            ArtifactUri = $"{experiment.ArtifactLocation}/{id}/artifacts",
            Stage = LifecycleStage.Active,
            Tags = [.. tags.Select(t => new Tag(t.Key, t.Value)).OrderBy(t => t.Key, StringComparer.Ordinal)],
        };
        var key = connection.First(
            """
            INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_time, lifecycle_stage, artifact_uri)
            VALUES (@0, @1, @2, @3, 'RUNNING', @4, 'active', @5) RETURNING run
            """,
            r => r.GetInt64(0), id, experimentId, made.Name, made.UserId, made.StartTime, made.ArtifactUri);
        Database.Touch(key);
        RunLog.WriteTags(connection, key, made.Tags);
        return made;
    }
}
