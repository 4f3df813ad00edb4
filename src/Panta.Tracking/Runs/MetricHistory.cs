using System.Data;
using Panta.Tracking.Filters;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>All points of a metric, of one run or several. Thread-safe.</summary>
/// <param name="database">Where they are kept.</param>
public sealed class MetricHistory(Database database)
{
    const int BulkPoints = 25_000;
    const int IntervalPoints = 2500;
    const int RunLimit = 100;
    const int StreamedPoints = 5000;

    const string Columns = "m.key, m.value, m.is_nan, m.timestamp, m.step";
    const string Order = "m.timestamp, m.step, m.value, m.is_nan";
    const string OfMetric = "m.run = @0 AND m.key = @1";

    const string AfterSql = $"SELECT {Columns} FROM metrics m WHERE {OfMetric} AND ({Order}) > (@2, @3, @4, @5) ORDER BY {Order} LIMIT @6";

    const string BulkSql =
        $"SELECT {Columns}, r.run_id FROM metrics m JOIN runs r ON r.run = m.run WHERE r.run_id IN @0 AND m.key = @1 ORDER BY r.run_id, {Order} LIMIT @2";

    const string StepsSql = "SELECT DISTINCT step FROM metrics WHERE run IN @0 AND key = @1 ORDER BY step";

    const string EndsSql = $"SELECT MIN(m.step), MAX(m.step) FROM metrics m WHERE {OfMetric}";

    const string ByStepSql = $"SELECT {Columns} FROM metrics m WHERE {OfMetric} ORDER BY m.step, m.timestamp, m.value, m.is_nan";

    static readonly Paging Pages = new([("m.timestamp", false), ("m.step", false), ("m.value", false), ("m.is_nan", false)]);

    /// <summary>
    /// The points of a run's metric by timestamp, step, value; none of an unknown run or metric. Points logged meanwhile shift nothing, and a page costs the
    /// same wherever it lies; PostgreSQL may sort all that follows until it has gathered statistics of the table, as it does by itself within minutes.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">The metric.</param>
    /// <param name="maxResults">Points a page, at least 1; null for all.</param>
    /// <param name="pageToken">The last page's token; null for the first page.</param>
    public Page<Metric> Get(string runId, string key, long? maxResults = null, string? pageToken = null)
    {
        if (maxResults is { } limit) Limits.RequireMaxResults(limit, int.MaxValue - 1);
        var after = string.IsNullOrEmpty(pageToken) ? Place.Start : Place.Of(pageToken);
        var points = database.Read(c => After(c, Run(c, runId), key, after, maxResults + 1 ?? long.MaxValue));
        var hasMore = points.Count > maxResults;
        if (hasMore) points.RemoveAt(points.Count - 1);
        return new([.. points.Select(point => point.Metric)], hasMore ? points[^1].Place.Token : null);
    }

    /// <summary>
    /// All points of a run's metric by timestamp, step, value; none of an unknown run or metric. They are read in portions while one enumerates: memory
    /// stays the same however many there are, no connection is held in between, and a point that is logged meanwhile may or may not be among them.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">The metric.</param>
    public IEnumerable<Metric> Stream(string runId, string key)
    {
        Limits.RequireRunId(runId);
        var run = database.Read(c => Run(c, runId));
        var after = Place.Start;
        for (var portion = StreamedPoints; portion == StreamedPoints;)
        {
            var points = database.Read(c => After(c, run, key, after, StreamedPoints));
            foreach (var point in points) yield return point.Metric;
            if ((portion = points.Count) > 0) after = points[^1].Place;
        }
    }

    /// <summary>The points of several runs by run, timestamp, step, value; at most 25,000 in all.</summary>
    /// <param name="runIds">1 to 100 runs.</param>
    /// <param name="key">The metric.</param>
    /// <param name="maxResults">1 to 25,000; the same by default.</param>
    public IReadOnlyList<Metric> GetBulk(IReadOnlyList<string> runIds, string key, long maxResults = BulkPoints)
    {
        if (runIds.Count == 0) throw new ArgumentException("GetMetricHistoryBulk request must specify at least one run_id.");
        if (runIds.Count > RunLimit) throw new ArgumentException(
            $"GetMetricHistoryBulk request cannot specify more than {RunLimit} run_ids. Received {runIds.Count} run_ids.");
        if (key.Length == 0) throw new ArgumentException("GetMetricHistoryBulk request must specify a metric_key.");
        Limits.RequireMaxResults(maxResults, BulkPoints);

        object runs = runIds.Distinct().ToArray();
        return database.Read(c => c.Rows(BulkSql, r => RunRows.ReadMetric(r, 0) with { RunId = r.GetString(5) }, runs, key, maxResults));
    }

    /// <summary>The points of several runs at evenly thinned steps, each run's first and last step included, for a chart.</summary>
    /// <param name="runIds">1 to 100 runs; they must exist.</param>
    /// <param name="key">The metric.</param>
    /// <param name="startStep">The first step; given exactly when the last is. Null for 0.</param>
    /// <param name="endStep">The last step; null for the last there is.</param>
    /// <param name="maxResults">Steps before each run's ends are added, 1 to 2,500; the same by default.</param>
    public IReadOnlyList<Metric> GetThinned(
        IReadOnlyList<string> runIds, string key, long? startStep = null, long? endStep = null, long maxResults = IntervalPoints)
    {
        if (runIds.Count > RunLimit) throw new ArgumentException(
            $"GetMetricHistoryBulkInterval request must specify at most {RunLimit} run_ids. Received {runIds.Count} run_ids.");
        if (maxResults is < 1 or > IntervalPoints) throw Limits.InvalidValue("max_results", maxResults, $"max_results must be between 1 and {IntervalPoints}.");
        if (startStep is null != endStep is null) throw new ArgumentException("If either start step or end step are specified, both must be specified.");
        if (startStep > endStep) throw new ArgumentException($"end_step must be greater than start_step. Found start_step={startStep} and end_step={endStep}.");

        return database.Read(c =>
        {
            var runs = runIds.Select(id => (Id: id, Key: RunRows.Key(c, id))).ToList();
            var kept = Thin(c, [.. runs.Select(r => r.Key)], key, startStep, endStep, (int)maxResults);
            return runs.SelectMany(r => PointsAt(c, r.Id, r.Key, key, kept, (int)maxResults)).ToList();
        });
    }

    // 0 for an unknown one, which has no points.
    static long Run(IDbConnection connection, string runId) => connection.First("SELECT run FROM runs WHERE run_id = @0", r => r.GetInt64(0), runId);

    static List<(Metric Metric, Place Place)> After(IDbConnection connection, long run, string key, Place after, long most) => connection.Rows(
        AfterSql, r => (RunRows.ReadMetric(r, 0), new Place(r.GetInt64(3), r.GetInt64(4), r.GetDouble(1), r.GetInt64(2))),
        run, key, after.Timestamp, after.Step, after.Value, after.IsNaN, most);

    static HashSet<long> Thin(IDbConnection connection, List<long> runs, string key, long? startStep, long? endStep, int most)
    {
        var steps = connection.Rows(StepsSql, r => r.GetInt64(0), runs.ToArray(), key);
        if (steps.Count == 0) return [];

        var (start, end) = (startStep ?? 0, endStep ?? steps[^1]);
        var ends = runs.SelectMany(run =>
            connection.First(EndsSql, r => r.IsDBNull(0) ? [] : new[] { r.GetInt64(0), r.GetInt64(1) }, run, key) ?? []);
        var within = steps.Where(s => s >= start && s <= end).ToList();
        var kept = ends.Where(s => s >= start && s <= end).ToHashSet();
        if (within.Count <= most) return [.. within, .. kept];

        for (var i = 0; i < most; i++) kept.Add(within[(int)((long)i * within.Count / most)]);
        kept.Add(within[^1]);
        return kept;
    }

    // A metric logged entirely at one step would come whole; each (run, step) is thinned to the same number of points.
    static IEnumerable<Metric> PointsAt(IDbConnection connection, string runId, long run, string key, HashSet<long> steps, int most) =>
        connection.Rows(ByStepSql, r => RunRows.ReadMetric(r, 0), run, key)
            .Where(m => steps.Contains(m.Step))
            .GroupBy(m => m.Step)
            .SelectMany(g => Every([.. g], most))
            .Take(BulkPoints)
            .Select(m => m with { RunId = runId });

    static IEnumerable<Metric> Every(List<Metric> points, int most) =>
        points.Count <= most ? points : Enumerable.Range(0, most).Select(i => points[(int)((long)i * points.Count / most)]);

    // Where a point stands among those of its metric, by the columns of its table.
    readonly record struct Place(long Timestamp, long Step, double Value, long IsNaN)
    {
        /// <summary>Before all points.</summary>
        public static Place Start => new(long.MinValue, long.MinValue, double.NegativeInfinity, -1);

        /// <summary>The token of a page that goes on after it.</summary>
        public string Token => Paging.Token([Timestamp, Step, Value, IsNaN]);

        /// <summary>The place that a token goes on after.</summary>
        /// <exception cref="ArgumentException">The token is not one of ours.</exception>
        public static Place Of(string token) => Pages.Values(token) is [long timestamp, long step, double value, long isNaN]
            ? new(timestamp, step, value, isNaN)
            : throw new ArgumentException("Invalid page token: it belongs to something other than a metric. Start again without a token.");
    }
}
