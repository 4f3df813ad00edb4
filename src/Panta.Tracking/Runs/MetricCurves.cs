using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Whole histories of metrics, point by point in constant memory, for plots and files. Thread-safe.</summary>
/// <param name="database">Where they are kept.</param>
public sealed class MetricCurves(Database database)
{
    const int PageRows = 10_000;

    const string Columns = "timestamp, step, value, is_nan";
    const string OfMetric = "run = @0 AND key = @1";

    static readonly string PortionSql =
        $"SELECT {Columns} FROM metrics WHERE {OfMetric} AND ({Columns}) > (@2, @3, @4, @5) ORDER BY {Columns} LIMIT {PageRows}";

    const string WholeSql = $"SELECT COUNT(*), MIN(step), MAX(step), MIN(timestamp), MAX(timestamp) FROM metrics WHERE {OfMetric}";

    // A metric that has a point other than its latest has more than one.
    const string KeysSql = """
        SELECT l.key FROM latest_metrics l WHERE l.run = @0 AND EXISTS (
            SELECT 1 FROM metrics m WHERE m.run = l.run AND m.key = l.key
            AND NOT (m.timestamp = l.timestamp AND m.step = l.step AND m.value = l.value AND m.is_nan = l.is_nan))
        """;

    /// <summary>The metrics of a run that have more than one point, and so make a curve.</summary>
    /// <param name="runId">The run.</param>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    public IReadOnlySet<string> Keys(string runId) => database.Read(c => c.Rows(KeysSql, r => r.GetString(0), RunRows.Key(c, runId)).ToHashSet());

    /// <summary>How long a metric's history is; null where it has no point.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">The metric.</param>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    public MetricExtent? Extent(string runId, string key) => database.Read(c => c.First(
        WholeSql,
        r => r.GetInt64(0) == 0 ? null : new MetricExtent(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4)),
        RunRows.Key(c, runId), key));

    /// <summary>
    /// All points by timestamp, step, value. They are read in portions while one enumerates, so a point that is logged meanwhile may or may not be
    /// among them; no connection is held in between.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">The metric.</param>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    public IEnumerable<MetricPoint> Points(string runId, string key)
    {
        var run = database.Read(c => RunRows.Key(c, runId));
        var (time, step, value, nan) = (long.MinValue, long.MinValue, 0.0, 0L);
        while (true)
        {
            var page = database.Read(c => c.Rows(
                PortionSql, r => (Point: new MetricPoint(r.GetInt64(1), r.GetInt64(0), r.GetDouble(2)), Nan: r.GetInt64(3)),
                run, key, time, step, value, nan));
            foreach (var (point, isNan) in page) yield return isNan != 0 ? point with { Value = double.NaN } : point;
            if (page.Count < PageRows) yield break;
            (time, step, value, nan) = (page[^1].Point.Timestamp, page[^1].Point.Step, page[^1].Point.Value, page[^1].Nan);
        }
    }
}
