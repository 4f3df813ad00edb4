using Panta.Tracking.Filters;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Which runs a search takes, and in what order, as parts of a SELECT over <c>runs r</c>.</summary>
/// <param name="Sql">The conditions and all parameters.</param>
/// <param name="Joins">Joins that the order needs.</param>
/// <param name="Paging">The order.</param>
/// <param name="SortsNumbers">Whether the order is by numbers alone, but for the id that decides between equal ones, and no index has it.</param>
/// <param name="IsEmpty">Whether no experiment was named, so that nothing is found.</param>
sealed record RunSelection(SqlText Sql, string Joins, Paging Paging, bool SortsNumbers, bool IsEmpty)
{
    /// <summary>What a search's experiments, filter, order and view come to.</summary>
    /// <exception cref="ArgumentException">Filter, order or an experiment's id is not allowed.</exception>
    public static RunSelection Of(RunQuery query, Database database)
    {
        var experiments = query.ExperimentIds.Select(Limits.ParseExperimentId).Distinct().ToList();
        Limits.RequireExperiments(experiments.Count);

        var sql = new SqlText(database.Dialect);
        var filter = new RunFilter(sql, new(database));
        filter.Apply(query.Filter);
        var paging = new Paging(filter.Order(query.OrderBy));
        if (experiments.Count == 0) return new(sql, filter.Joins, paging, false, true);

        var named = experiments.ConvertAll(e => sql.Parameter(e));
        // An expression has no index: the search then starts at the few runs of the filter.
        var experiment = filter.StartsAtFewRuns ? "+r.experiment_id" : "r.experiment_id";
        sql.And(named.Count == 1 ? $"{experiment} = {named[0]}" : $"{experiment} IN ({string.Join(", ", named)})");
        if (query.View != ViewType.All) sql.And($"r.lifecycle_stage = {sql.Parameter(query.View == ViewType.ActiveOnly ? "active" : "deleted")}");
        var isIndexed = named.Count == 1 && paging.Terms is [("r.start_time", true), _];
        return new(sql, filter.Joins, paging, filter.OrdersByNumbers && !isIndexed, false);
    }
}
