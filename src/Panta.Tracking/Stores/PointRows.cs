using System.Data;
using System.Runtime.InteropServices;

namespace Panta.Tracking.Stores;

/// <summary>Puts points of metrics into their tables: an identical point is stored once, and each metric's latest point is kept as such.</summary>
static class PointRows
{
    const int Portion = 40;

    const string PointSql = "INSERT INTO metrics (run, key, timestamp, step, value, is_nan) VALUES (@0, @1, @2, @3, @4, @5) ON CONFLICT DO NOTHING";

    const string LatestSql = """
        INSERT INTO latest_metrics AS l (run, key, timestamp, step, value, is_nan) VALUES (@0, @1, @2, @3, @4, @5)
        ON CONFLICT (run, key) DO UPDATE SET timestamp = excluded.timestamp, step = excluded.step, value = excluded.value, is_nan = excluded.is_nan
        WHERE (excluded.step, excluded.timestamp, excluded.value) > (l.step, l.timestamp, l.value)
        """;

    /// <summary>Adds points of any runs, in the order in which they came, also such as are there.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="points">The points.</param>
    /// <param name="between">Done after every few of them, where that is much work at a time; nothing by default.</param>
    public static void Add(IDbConnection connection, IReadOnlyList<PointRow> points, Action? between = null)
    {
        var metrics = ByMetric(points);
        // Places that are neighbours are written together.
        foreach (var portion in metrics.SelectMany(metric => metric).Chunk(Portion))
        {
            connection.InsertAll(PointSql, Columns(portion));
            between?.Invoke();
        }

        connection.InsertAll(LatestSql, Columns([.. metrics.Select(Latest)]));
    }

    // In the order of the table, but that of one metric's points, which come mostly in order.
    static List<List<PointRow>> ByMetric(IReadOnlyList<PointRow> points)
    {
        var metrics = new Dictionary<(long Run, string Key), List<PointRow>>();
        List<PointRow>? last = null; // that of the point before, which is often of the same metric
        foreach (var point in points)
        {
            if (last is null || !point.IsBeside(last[0]))
            {
                ref var metric = ref CollectionsMarshal.GetValueRefOrAddDefault(metrics, (point.Run, point.Key), out _);
                last = metric ??= [];
            }

            last.Add(point);
        }

        return [.. metrics.Values.OrderBy(metric => metric[0].Run).ThenBy(metric => metric[0].Key, StringComparer.Ordinal)];
    }

    // Of equally late ones the first.
    static PointRow Latest(List<PointRow> metric)
    {
        var latest = metric[0];
        foreach (var point in metric)
            if (point.IsLaterThan(latest)) latest = point;
        return latest;
    }

    static Array[] Columns(PointRow[] points)
    {
        var (keys, values, nans) = (new string[points.Length], new double[points.Length], new long[points.Length]);
        var (runs, times, steps) = (new long[points.Length], new long[points.Length], new long[points.Length]);
        for (var i = 0; i < points.Length; i++)
            (runs[i], keys[i], times[i], steps[i], values[i], nans[i]) = points[i];
        return [runs, keys, times, steps, values, nans];
    }
}
