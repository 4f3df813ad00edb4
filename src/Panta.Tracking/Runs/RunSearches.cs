using System.Runtime.CompilerServices;
using Panta.Tracking.Filters;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Which runs a search finds, and in what order; what they hold is read elsewhere. One for a database, for all who search it. Thread-safe.</summary>
public sealed class RunSearches
{
    static readonly ConditionalWeakTable<Database, RunSearches> OfDatabases = [];

    readonly Database _database;

    RunSearches(Database database) => _database = database;

    /// <summary>The searches of a database.</summary>
    /// <param name="database">Where runs are kept.</param>
    public static RunSearches Of(Database database) => OfDatabases.GetValue(database, each => new(each));

    /// <summary>A page of a search, as its runs' short keys (<see cref="RunChanges"/> names runs by them too).</summary>
    /// <param name="query">What to look for.</param>
    /// <exception cref="ArgumentException">Filter, order, count or token is not allowed.</exception>
    public Page<long> Page(RunQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Limits.RequireMaxResults(query.MaxResults, 50_000);
        var chosen = RunSelection.Of(query, _database);
        var (sql, paging) = (chosen.Sql, chosen.Paging);
        paging.After(query.PageToken, sql);
        if (chosen.IsEmpty) return new([], null);

        var text = $"SELECT r.run{paging.Columns}\nFROM runs r{chosen.Joins}\nWHERE {sql.Where}\nORDER BY {paging.OrderBy}";
        var (runs, next) = _database.Read(c => paging.Read(c, text, sql, query.MaxResults, row => row.GetInt64(0)));
        return new(runs, next);
    }
}
