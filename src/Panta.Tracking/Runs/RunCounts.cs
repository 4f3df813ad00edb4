using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>How many runs there are, without reading them. Thread-safe.</summary>
/// <param name="database">Where they are kept.</param>
public sealed class RunCounts(Database database)
{
    volatile Counted? _counted;

    /// <summary>
    /// Of each experiment named that has runs of a stage: how many, and when the last one began. Costs what <see cref="ByExperiment"/> does, and a look into an
    /// index an experiment.
    /// </summary>
    /// <param name="experimentIds">Decimal digits.</param>
    /// <param name="stage">In use or deleted.</param>
    public IReadOnlyDictionary<string, (long Runs, long? LastStart)> Of(IReadOnlyList<string> experimentIds, LifecycleStage stage)
    {
        ArgumentNullException.ThrowIfNull(experimentIds);
        var counted = ByExperiment(stage);
        var ids = experimentIds.Where(counted.ContainsKey).Select(Limits.ParseExperimentId).ToArray();
        return database.Read(c => c.Rows(
            """
            SELECT e.experiment_id, (SELECT MAX(r.start_time) FROM runs r WHERE r.experiment_id = e.experiment_id AND r.lifecycle_stage = @1)
            FROM experiments e WHERE e.experiment_id IN @0
            """,
            r => (Id: $"{r.GetInt64(0)}", Last: r.LongOrNull(1)), ids, Text(stage)).ToDictionary(row => row.Id, row => (counted[row.Id], row.Last)));
    }

    /// <summary>
    /// Runs of a stage of each experiment that has any, by the experiment's id. Counted once until something other than points of metrics is written; then the
    /// cost grows with the number of runs (an index is counted).
    /// </summary>
    /// <param name="stage">In use (default) or deleted.</param>
    public IReadOnlyDictionary<string, long> ByExperiment(LifecycleStage stage = LifecycleStage.Active) =>
        stage == LifecycleStage.Active ? Count().Active : Count().Deleted;

    Counted Count()
    {
        var changes = database.ChangesButPoints; // taken first: what is written while it counts makes it old
        if (_counted is { } counted && counted.Changes == changes) return counted;

        var runs = database.Read(c => c.Rows(
            "SELECT experiment_id, lifecycle_stage, COUNT(*) FROM runs GROUP BY experiment_id, lifecycle_stage",
            r => (Experiment: $"{r.GetInt64(0)}", Stage: r.GetString(1), Runs: r.GetInt64(2))));
        return _counted = new(changes, Of(LifecycleStage.Active), Of(LifecycleStage.Deleted));

        Dictionary<string, long> Of(LifecycleStage stage) => runs.Where(row => row.Stage == Text(stage)).ToDictionary(row => row.Experiment, row => row.Runs);
    }

    static string Text(LifecycleStage stage) => stage == LifecycleStage.Active ? "active" : "deleted";

    sealed record Counted(long Changes, IReadOnlyDictionary<string, long> Active, IReadOnlyDictionary<string, long> Deleted);
}
