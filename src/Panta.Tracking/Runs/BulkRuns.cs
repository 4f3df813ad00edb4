using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// Writes runs that have happened already, whole and many in one transaction, where <see cref="RunStore"/> and <see cref="RunLog"/> write a run as it
/// happens. Thread-safe.
/// </summary>
/// <param name="database">Where they are kept.</param>
public sealed class BulkRuns(Database database)
{
    /// <summary>Writes runs with all they logged: all of them or, with an exception, none. One that is there already is written over.</summary>
    /// <param name="runs">With ids of the caller's; their <see cref="Run.Metrics"/> are not looked at. Some hundreds are a good number: one commit is shared, and others wait.</param>
    /// <param name="points">The points of their metrics, each with its run's id; the latest are found among them.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="ArgumentException">An id is not of the form that run ids have.</exception>
    public Task WriteAsync(IReadOnlyList<Run> runs, IReadOnlyList<Metric> points, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(points);
        foreach (var run in runs) Limits.RequireRunId(run.RunId);
        return database.WriteAsync(
            c =>
            {
                RunImport.Write(c, [.. runs.Select(run => (run, (long?)null))]);
                RunImport.WritePoints(c, points);
            },
            cancel);
    }
}
