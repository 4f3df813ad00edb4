using System.Data;
using Dapper;
using Panta.Tracking.Filters;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// Searches of any length as tables: the search answers its runs' keys in order, then a row anywhere costs what the first row costs. Thread-safe.
/// </summary>
/// <param name="database">Where runs are kept.</param>
public sealed class RunTable(Database database)
{
    const int ChunkSize = 1000;

    /// <summary>Runs a search.</summary>
    /// <param name="query">What to look for; its count and token are not used.</param>
    /// <param name="most">The most runs to keep, at least 1.</param>
    /// <exception cref="ArgumentException">The filter (<see cref="InvalidFilterException"/>) or the order is not allowed.</exception>
    public RunList Find(RunQuery query, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        // One more than wanted tells whether the list is cut.
        if (RunSearches.Of(database).Order(query, most + 1L) is { } order) return new(order, most);

        var keys = KeysBySql(query, most + 1L);
        return new(keys.Length > most ? keys[..most] : keys, keys.Length > most);
    }

    // More than can be remembered with what they are sorted by.
    long[] KeysBySql(RunQuery query, long most)
    {
        var chosen = RunSelection.Of(query, database);
        return database.Read(c =>
        {
            using var reader = c.ExecuteReader($"{chosen.Ordered}\nLIMIT {most}", chosen.Sql.Parameters);
            var found = new List<long>();
            while (reader.Read()) found.Add(reader.GetInt64(0));
            return found.ToArray();
        });
    }

    /// <summary>Looks whether a search can be run, without running it.</summary>
    /// <param name="query">What would be looked for.</param>
    /// <exception cref="ArgumentException">The filter (<see cref="InvalidFilterException"/>) or the order is not allowed.</exception>
    public void Check(RunQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        RunSelection.Of(query, database);
    }

    /// <summary>How many runs a search finds.</summary>
    /// <param name="query">What to look for; its count and token are not used.</param>
    /// <exception cref="ArgumentException">The filter or the order is not allowed.</exception>
    public long Count(RunQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return RunSearches.Of(database).Order(query, 1) is { IsWhole: true } order ? order.Count : CountBySql(query);
    }

    long CountBySql(RunQuery query)
    {
        var chosen = RunSelection.Of(query with { OrderBy = [] }, database);
        return database.Read(c => c.ExecuteScalar<long>($"SELECT COUNT(*) FROM runs r WHERE {chosen.Sql.Where}", chosen.Sql.Parameters));
    }

    /// <summary>How many runs each clause of a search's filter finds by itself, the fewest first; nothing where there is one clause, or more than eight.</summary>
    /// <param name="query">What to look for; its order, count and token are not used.</param>
    /// <exception cref="ArgumentException">The filter is not allowed.</exception>
    public IReadOnlyList<(string Clause, long Runs)> CountClauses(RunQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filter = query.Filter ?? "";
        var clauses = FilterParser.Parse(filter);
        if (clauses.Count is < 2 or > 8) return [];

        return [.. clauses.Select(clause => filter[clause.Start..clause.End].Trim())
            .Select(clause => (Clause: clause, Runs: CountBySql(query with { Filter = clause }))).OrderBy(each => each.Runs)];
    }

    /// <summary>Reads rows as they are now.</summary>
    /// <param name="list">What <see cref="Find"/> answered.</param>
    /// <param name="start">The first position, from 0; beyond the end nothing is read.</param>
    /// <param name="count">How many.</param>
    /// <param name="columns">Which metrics, params and tags to read; null for all.</param>
    /// <returns>The runs without their datasets and models; null where a run was removed for good since the search.</returns>
    public IReadOnlyList<Run?> Read(RunList list, int start, int count, IReadOnlyCollection<RunColumn>? columns = null)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var keys = list.Keys(start, count);
        return database.Read(c =>
        {
            var metrics = Load(
                c, keys, "SELECT run, key, value, is_nan, timestamp, step FROM latest_metrics", RunColumnKind.Metric, columns, r => RunRows.ReadMetric(r, 1));
            var parameters = Load(c, keys, "SELECT run, key, value FROM params", RunColumnKind.Param, columns, r => new Param(r.GetString(1), r.GetString(2)));
            var tags = Load(c, keys, "SELECT run, key, value FROM tags", RunColumnKind.Tag, columns, r => new Tag(r.GetString(1), r.GetString(2)));
            var runs = Chunks.Load(c, $"SELECT {RunRows.Columns} FROM runs r WHERE r.run IN @0", keys, r => RunRows.Read(r).Run);
            return keys.Select(key => runs.Of(key) is [var run, ..]
                ? run with { Metrics = metrics.Of(key), Params = parameters.Of(key), Tags = tags.Of(key) } : null).ToList();
        });
    }

    /// <summary>The metrics, params and tags that runs of a list have, with the number of those runs; by kind, then the most frequent first.</summary>
    /// <param name="list">The runs; cost grows with their number, so pass a <see cref="RunList.Spread"/> of a long list.</param>
    public IReadOnlyList<(RunColumn Column, long Runs)> Columns(RunList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return database.Read(c => KindsWithTables()
            .SelectMany(each => Count(c, list, $"SELECT key, COUNT(*) FROM {each.Table} WHERE run IN @0 GROUP BY key")
                .Select(pair => (new RunColumn(each.Kind, pair.Key), pair.Value)))
            .ToList());
    }

    /// <summary>The values that a param or tag has in runs of a list, with the number of those runs; the most frequent first.</summary>
    /// <param name="list">The runs; cost grows with their number, so pass a <see cref="RunList.Spread"/> of a long list.</param>
    /// <param name="column">A param or a tag.</param>
    public IReadOnlyList<(string Value, long Runs)> Values(RunList list, RunColumn column)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (column.Kind is not (RunColumnKind.Param or RunColumnKind.Tag))
            throw new ArgumentException($"The values of '{column}' cannot be listed; those of params and tags can.", nameof(column));

        var table = column.Kind == RunColumnKind.Param ? "params" : "tags";
        return database.Read(c => Count(c, list, $"SELECT value, COUNT(*) FROM {table} WHERE run IN @0 AND key = @1 GROUP BY value", column.Key)
            .Select(pair => (pair.Key, pair.Value)).ToList());
    }

    static IEnumerable<(RunColumnKind Kind, string Table)> KindsWithTables() =>
        [(RunColumnKind.Metric, "latest_metrics"), (RunColumnKind.Param, "params"), (RunColumnKind.Tag, "tags")];

    static List<KeyValuePair<string, long>> Count(IDbConnection connection, RunList list, string sql, params object?[] values)
    {
        var counts = new Dictionary<string, long>();
        foreach (var chunk in list.Keys(0, list.Count).Chunk(ChunkSize))
            foreach (var (name, count) in connection.Rows(sql, r => (r.GetString(0), r.GetInt64(1)), [chunk, .. values]))
                counts[name] = counts.GetValueOrDefault(name) + count;
        return [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)];
    }

    static Dictionary<long, List<T>> Load<T>(
        IDbConnection connection, long[] keys, string select, RunColumnKind kind, IReadOnlyCollection<RunColumn>? columns, Func<IDataRecord, T> read)
    {
        if (columns is null) return Chunks.Load(connection, $"{select} WHERE run IN @0 ORDER BY run, key", keys, read);

        var wanted = columns.Where(column => column.Kind == kind).Select(column => column.Key).ToArray();
        return wanted.Length == 0 ? [] : Chunks.Load(connection, $"{select} WHERE run IN @0 AND key IN @1 ORDER BY run, key", keys, read, [wanted]);
    }
}
