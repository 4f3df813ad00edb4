using System.Data;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>
/// The points of a group of writers on their way into the log. Which runs are in use is asked once, until something else than points is written. One thread
/// at a time.
/// </summary>
/// <param name="reader">Where runs are looked up.</param>
sealed class PointGroup(IStoreSession reader) : IDisposable
{
    const int MostRuns = 10_000;

    readonly Dictionary<string, long> _runs = [];

    /// <summary>The points.</summary>
    public List<PointRow> Points { get; private set; } = [];

    /// <summary>The short key of a run in use.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="find">Looks it up, and throws where it is not in use.</param>
    public long Run(string runId, Func<IDbConnection, long> find)
    {
        if (_runs.TryGetValue(runId, out var run)) return run;

        reader.TryBegin(); // a file is not lost
        try
        {
            run = find(reader.Connection);
        }
        finally
        {
            reader.RollBack();
        }

        if (_runs.Count >= MostRuns) _runs.Clear();
        _runs.Add(runId, run);
        return run;
    }

    /// <summary>Runs may have been changed: they are looked up anew.</summary>
    public void Forget() => _runs.Clear();

    /// <summary>Begins the next group.</summary>
    public void Begin() => Points = [];

    public void Dispose() => reader.Dispose();
}
