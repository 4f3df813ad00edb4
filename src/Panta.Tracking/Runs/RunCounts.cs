using Dapper;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>How many runs there are, without reading them. Thread-safe.</summary>
/// <param name="database">Where they are kept.</param>
public sealed class RunCounts(Database database)
{
    /// <summary>Runs in use of each experiment that has any, by the experiment's id. Cost grows with the number of runs (an index is counted).</summary>
    public IReadOnlyDictionary<string, long> ByExperiment() => database.Read(connection => connection.Query<(long Experiment, long Runs)>(
        "SELECT experiment_id, COUNT(*) FROM runs WHERE lifecycle_stage = 'active' GROUP BY experiment_id").ToDictionary(row => $"{row.Experiment}", row => row.Runs));
}
