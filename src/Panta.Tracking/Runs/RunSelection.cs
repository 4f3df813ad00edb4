using System.Data;
using Dapper;
using Panta.Tracking.Engines;
using Panta.Tracking.Filters;
using Panta.Tracking.Searches;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Which runs a search takes, and in what order, as a SELECT over <c>runs r</c>.</summary>
sealed class RunSelection
{
    readonly string _joins;

    RunSelection(RunFilter filter, SqlText sql, Paging paging)
    {
        (_joins, Sql, Paging) = (filter.Joins, sql, paging);
        Terms = new([.. paging.Terms.Select(term => RunFilter.KindOf(term.Sql))], [.. paging.Terms.Select(term => term.Descending)]);
    }

    /// <summary>The conditions and all parameters.</summary>
    public SqlText Sql { get; }

    /// <summary>The order.</summary>
    public Paging Paging { get; }

    /// <summary>What the order is by.</summary>
    public SortTerms Terms { get; }

    /// <summary>Whether an index has the order, so that the first runs are found without the others.</summary>
    public bool IsIndexed { get; private init; }

    /// <summary>The runs and their sort values, in any order.</summary>
    public string Unordered => $"SELECT r.run{Paging.Columns}\nFROM runs r{_joins}\nWHERE {Sql.Where}";

    /// <summary>The runs and their sort values, in order.</summary>
    public string Ordered => $"{Unordered}\nORDER BY {Paging.OrderBy}";

    /// <summary>What a search's experiments, filter, order and view come to.</summary>
    /// <param name="query">The search.</param>
    /// <param name="database">Where the runs are kept.</param>
    /// <param name="among">The only runs that may be found; null for all.</param>
    /// <exception cref="ArgumentException">Filter, order or an experiment's id is not allowed.</exception>
    public static RunSelection Of(RunQuery query, Database database, long[]? among = null)
    {
        var experiments = query.ExperimentIds.Select(Limits.ParseExperimentId).Distinct().ToList();
        Limits.RequireExperiments(experiments.Count);

        var sql = new SqlText(database.Dialect);
        var filter = new RunFilter(sql, among is null ? new(database) : null);
        filter.Apply(query.Filter);
        var paging = new Paging(filter.Order(query.OrderBy));
        var named = experiments.ConvertAll(e => sql.Parameter(e));
        // An expression has no index: the search then starts at the few runs of the filter, or at those named.
        var experiment = filter.StartsAtFewRuns || among is not null ? "+r.experiment_id" : "r.experiment_id";
        sql.And(named switch
        {
            [] => "0 = 1", // of no experiment there are no runs
            [var one] => $"{experiment} = {one}",
            _ => $"{experiment} IN ({string.Join(", ", named)})",
        });
        if (query.View != ViewType.All) sql.And($"r.lifecycle_stage = {sql.Parameter(query.View == ViewType.ActiveOnly ? "active" : "deleted")}");
        if (among is not null) sql.And(sql.IsIn("r.run", among));
        return new(filter, sql, paging) { IsIndexed = named.Count == 1 && query.View != ViewType.All && paging.Terms is [("r.start_time", true), _] };
    }

    /// <summary>Reads the runs that a statement finds, with what they are sorted by.</summary>
    /// <param name="connection">A connection of a read.</param>
    /// <param name="statement">One of the above.</param>
    /// <param name="terms">What they are sorted by.</param>
    /// <param name="most">The most memory to take.</param>
    /// <returns>The runs, and why there are no more.</returns>
    public (RunBlock Runs, ReadEnd End) Read(IDbConnection connection, string statement, SortTerms terms, long most)
    {
        const int looks = 1024;
        var runs = new RunBlock(terms, 0);
        using var reader = connection.ExecuteReader(statement, Sql.Parameters);
        var row = Dialect.Of(connection).Row(reader);
        while (reader.Read())
        {
            if (!runs.TryRead(row)) return (runs, ReadEnd.OtherKind);
            if (runs.Count % looks == 0 && runs.Bytes > most) return (runs, ReadEnd.TooMany);
        }

        return (runs, ReadEnd.Done);
    }
}
