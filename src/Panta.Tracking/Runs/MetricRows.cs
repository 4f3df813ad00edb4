using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Points of metrics as rows: an identical point is stored once, and each metric's latest point is kept as such.</summary>
static class MetricRows
{
    const string PointSql = "INSERT INTO metrics (run, key, timestamp, step, value, is_nan) VALUES (@0, @1, @2, @3, @4, @5) ON CONFLICT DO NOTHING";

    const string LatestSql = """
        INSERT INTO latest_metrics AS l (run, key, timestamp, step, value, is_nan) VALUES (@0, @1, @2, @3, @4, @5)
        ON CONFLICT (run, key) DO UPDATE SET timestamp = excluded.timestamp, step = excluded.step, value = excluded.value, is_nan = excluded.is_nan
        WHERE (excluded.step, excluded.timestamp, excluded.value) > (l.step, l.timestamp, l.value)
        """;

    const string SubjectSql = """
        INSERT INTO metric_subjects (run, key, timestamp, step, value, is_nan, model_id, dataset_name, dataset_digest)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8) ON CONFLICT DO NOTHING
        """;

    public static void Add(IDbConnection connection, long run, IReadOnlyList<Metric> points)
    {
        var latest = Latest(points);
        var columns = Columns(run, points);
        if (FreshPoints.Suit(connection, points.Count, latest.Count)) FreshPoints.Append(connection, columns);
        else connection.InsertAll(PointSql, columns);
        connection.InsertAll(LatestSql, latest.Count == points.Count ? columns : Columns(run, latest));

        AddSubjects(connection, run, [.. points.Where(p => p.ModelId.Length > 0 || p.DatasetName.Length > 0)]);
    }

    /// <summary>Notes for which model or dataset points were logged.</summary>
    public static void AddSubjects(IDbConnection connection, long run, IReadOnlyList<Metric> points) => connection.InsertAll(
        SubjectSql,
        [.. Columns(run, points), points.Select(p => p.ModelId).ToArray(), points.Select(p => p.DatasetName).ToArray(),
            points.Select(p => p.DatasetDigest).ToArray()]);

    /// <summary>Whether a point rather than another one is the latest of its metric.</summary>
    public static bool IsLater(Metric point, Metric other) => Order(point).CompareTo(Order(other)) > 0;

    // The highest step, then time, then value; of equal ones the first.
    static List<Metric> Latest(IReadOnlyList<Metric> points)
    {
        if (points.Count == 1) return [.. points];

        var latest = new Dictionary<string, Metric>();
        foreach (var point in points)
            if (!latest.TryGetValue(point.Key, out var best) || IsLater(point, best)) latest[point.Key] = point;
        return [.. latest.Values];
    }

    static (long Step, long Timestamp, double Value) Order(Metric point) => (point.Step, point.Timestamp, Stored(point.Value));

    static double Stored(double value) => double.IsNaN(value) ? 0 : value;

    static Array[] Columns(long run, IReadOnlyList<Metric> points)
    {
        var (keys, values, nans) = (new string[points.Count], new double[points.Count], new long[points.Count]);
        var (runs, times, steps) = (new long[points.Count], new long[points.Count], new long[points.Count]);
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            (runs[i], keys[i], times[i], steps[i]) = (run, point.Key, point.Timestamp, point.Step);
            (values[i], nans[i]) = (Stored(point.Value), double.IsNaN(point.Value) ? 1 : 0);
        }

        return [runs, keys, times, steps, values, nans];
    }
}
