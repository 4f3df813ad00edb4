using SQLitePCL;

namespace Panta.Tracking.Engines;

/// <summary>
/// Ends a statement of SQLite's that has computed for longer than it may. SQLite asks every few instructions; the time between two questions counts for at
/// most a second, so that whoever takes in the rows slowly is not taken for a slow query.
/// </summary>
sealed class SqliteWatch
{
    const int Instructions = 1000;

    static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(1);

    readonly TimeSpan _limit;
    long _asked;
    TimeSpan _spent;

    public SqliteWatch(sqlite3 connection, TimeSpan limit)
    {
        _limit = limit;
        raw.sqlite3_progress_handler(connection, Instructions, _ => IsOver() ? 1 : 0, null);
    }

    /// <summary>Begins anew.</summary>
    public void Start()
    {
        _asked = TimeProvider.System.GetTimestamp();
        _spent = TimeSpan.Zero;
    }

    bool IsOver()
    {
        var now = TimeProvider.System.GetTimestamp();
        var step = TimeProvider.System.GetElapsedTime(_asked, now);
        _asked = now;
        _spent += step < LongestStep ? step : LongestStep;
        return _spent > _limit;
    }
}
