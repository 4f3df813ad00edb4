using Dapper;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>How many runs there are, without reading them. Thread-safe.</summary>
/// <param name="database">Where they are kept.</param>
public sealed class RunCounts(Database database)
{
    volatile Counted? _counted;

    /// <summary>Of each experiment named that has runs of a stage: how many, and when the last one began.</summary>
    /// <param name="experimentIds">Decimal digits.</param>
    /// <param name="stage">In use or deleted.</param>
    public IReadOnlyDictionary<string, (long Runs, long? LastStart)> Of(IReadOnlyList<string> experimentIds, LifecycleStage stage)
    {
        ArgumentNullException.ThrowIfNull(experimentIds);
        var ids = experimentIds.Select(Limits.ParseExperimentId).ToArray();
        return database.Read(c => c.Rows(
            "SELECT experiment_id, COUNT(*), MAX(start_time) FROM runs WHERE experiment_id IN @0 AND lifecycle_stage = @1 GROUP BY experiment_id",
            r => (Id: $"{r.GetInt64(0)}", Runs: r.GetInt64(1), Last: r.LongOrNull(2)), ids, stage == LifecycleStage.Active ? "active" : "deleted")
            .ToDictionary(row => row.Id, row => (row.Runs, row.Last)));
    }

    /// <summary>
    /// Runs in use of each experiment that has any, by the experiment's id. Counted once until something is written; then the cost grows with the number of
    /// runs (an index is counted).
    /// </summary>
    public IReadOnlyDictionary<string, long> ByExperiment()
    {
        var changes = database.Changes; // taken first: what is written while it counts makes it old
        if (_counted is { } counted && counted.Changes == changes) return counted.Runs;

        var runs = database.Read(connection => connection.Query<(long Experiment, long Runs)>(
            "SELECT experiment_id, COUNT(*) FROM runs WHERE lifecycle_stage = 'active' GROUP BY experiment_id").ToDictionary(row => $"{row.Experiment}", row => row.Runs));
        _counted = new(changes, runs);
        return runs;
    }

    sealed record Counted(long Changes, IReadOnlyDictionary<string, long> Runs);
}
