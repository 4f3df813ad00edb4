using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Points of metrics as rows.</summary>
static class MetricRows
{
    const string SubjectSql = """
        INSERT INTO metric_subjects (run, key, timestamp, step, value, is_nan, model_id, dataset_name, dataset_digest)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8) ON CONFLICT DO NOTHING
        """;

    public static void Add(IDbConnection connection, long run, IReadOnlyList<Metric> points)
    {
        PointRows.Add(connection, Of(run, points));
        AddSubjects(connection, run, [.. points.Where(HasSubject)]);
    }

    /// <summary>The row of a point.</summary>
    public static PointRow Of(long run, Metric point) => PointRow.Of(run, point.Key, point.Timestamp, point.Step, point.Value);

    /// <summary>The rows of points.</summary>
    public static List<PointRow> Of(long run, IReadOnlyList<Metric> points)
    {
        var rows = new List<PointRow>(points.Count);
        foreach (var point in points) rows.Add(Of(run, point));
        return rows;
    }

    /// <summary>Whether a point was logged for a model or a dataset.</summary>
    public static bool HasSubject(Metric point) => point.ModelId.Length > 0 || point.DatasetName.Length > 0;

    /// <summary>Notes for which model or dataset points were logged.</summary>
    public static void AddSubjects(IDbConnection connection, long run, IReadOnlyList<Metric> points)
    {
        var rows = Of(run, points);
        connection.InsertAll(
            SubjectSql,
            [
                rows.Select(r => r.Run).ToArray(), rows.Select(r => r.Key).ToArray(), rows.Select(r => r.Timestamp).ToArray(), rows.Select(r => r.Step).ToArray(),
                rows.Select(r => r.Value).ToArray(), rows.Select(r => r.IsNaN).ToArray(),
                points.Select(p => p.ModelId).ToArray(), points.Select(p => p.DatasetName).ToArray(), points.Select(p => p.DatasetDigest).ToArray(),
            ]);
    }

    /// <summary>Whether a point rather than another one is the latest of its metric.</summary>
    public static bool IsLater(Metric point, Metric other) => Of(0, point).IsLaterThan(Of(0, other));
}
