using System.Data;
using System.Runtime.CompilerServices;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// Points of metrics as they came. Ten metrics belong to ten places of the table <c>metrics</c>, and SQLite writes a page of 4 kB for each; so they are
/// appended to a table of their own, in one place, and put in order later together with others. Readers see both: <see cref="PointQuery"/>.
/// </summary>
static class FreshPoints
{
    /// <summary>How many there are before they are put in order: so few that looking through all of them takes a reader a fraction of a millisecond.</summary>
    public const int Most = 4096;

    /// <summary>The table.</summary>
    public const string Table = "fresh_points";

    const int LeastKeys = 4;
    const int MostOfKey = 4;

    const string AppendSql = "INSERT INTO fresh_points (run, key, timestamp, step, value, is_nan) VALUES (@0, @1, @2, @3, @4, @5)";

    // "WHERE 0 = 0": without it SQLite takes ON for a join's.
    const string SettleSql = """
        INSERT INTO metrics (run, key, timestamp, step, value, is_nan) SELECT run, key, timestamp, step, value, is_nan FROM fresh_points WHERE 0 = 0
        ORDER BY run, key, timestamp, step, value, is_nan ON CONFLICT DO NOTHING
        """;

    static readonly ConditionalWeakTable<IDbConnection, StrongBox<long>> Counts = [];

    /// <summary>Whether points are better appended than put in their places at once: they belong to many places, with few for each.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="points">How many.</param>
    /// <param name="keys">Of how many metrics.</param>
    public static bool Suit(IDbConnection connection, int points, int keys) =>
        keys >= LeastKeys && points <= MostOfKey * keys && Dialect.Of(connection).LogsPages;

    /// <summary>Appends points, given column by column; where they have become many, all are put in order.</summary>
    public static void Append(IDbConnection connection, ReadOnlySpan<Array> columns)
    {
        // Counted by connection, and once by asking. Work that is undone later counts too: then they are put in order a little early.
        var count = Counts.GetValue(connection, c => new(c.First("SELECT COUNT(*) FROM fresh_points", r => r.GetInt64(0))));
        count.Value += connection.InsertAll(AppendSql, columns);
        if (count.Value >= Most) Settle(connection);
    }

    /// <summary>Puts all in order. What anybody reads stays the same.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Settle(IDbConnection connection)
    {
        if (!Any(connection)) return false;

        connection.Run(SettleSql);
        connection.Run("DELETE FROM fresh_points");
        Counts.Remove(connection);
        return true;
    }

    /// <summary>Whether there are any.</summary>
    public static bool Any(IDbConnection connection) => connection.First("SELECT 1 FROM fresh_points LIMIT 1", r => r.GetInt64(0)) != 0;
}
