using System.Data;

namespace Panta.Tracking.Runs;

/// <summary>
/// A query of points, each once: of those in order alone where no fresh ones wait, which PostgreSQL reads without sorting; else of both. SQLite merges the
/// two as it reads them.
/// </summary>
sealed class PointQuery
{
    readonly string _ordered;
    readonly string _both;

    /// <summary>A query.</summary>
    /// <param name="columns">
    /// Columns of <c>m</c>, the points, and of what is joined to it. Those of a point's key that <paramref name="where"/> does not fix are among them,
    /// unless it does not matter how often a point comes.
    /// </param>
    /// <param name="where">Which points.</param>
    /// <param name="whole">Makes of the query of points the one that is asked; in it the columns go by their own names.</param>
    /// <param name="join">What is joined to them; nothing by default.</param>
    public PointQuery(string columns, string where, Func<string, string> whole, string join = "")
    {
        var ordered = $"SELECT {columns} FROM metrics m {join} WHERE {where}";
        _ordered = whole(ordered);
        _both = whole($"""
            {ordered} UNION ALL SELECT DISTINCT {columns} FROM fresh_points m {join} WHERE {where} AND NOT EXISTS (
                SELECT 1 FROM metrics o WHERE o.run = m.run AND o.key = m.key AND o.timestamp = m.timestamp AND o.step = m.step
                AND o.value = m.value AND o.is_nan = m.is_nan)
            """);
    }

    /// <summary>Its text for what a connection reads at this moment.</summary>
    public string On(IDbConnection connection) => FreshPoints.Any(connection) ? _both : _ordered;
}
