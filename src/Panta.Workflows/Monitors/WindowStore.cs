using System.Collections.Immutable;
using System.Data;
using System.Text.Json;
using Dapper;
using Panta.Monitoring.Drift;
using Panta.Monitoring.Monitors;
using Panta.Monitoring.Profiles;
using Panta.Tracking.Stores;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Monitors;

/// <summary>Judged windows: one row a statement, never overwritten; a restated window has a new revision and only its last one is read.</summary>
/// <param name="database">The store's database.</param>
public sealed class WindowStore(Database database)
{
    const string Light = """
        project AS Project, endpoint AS Endpoint, judged_us AS Judged, kpi AS Kpi, lower_bound AS Lower, upper_bound AS Upper,
        mean_label AS MeanLabel, level AS Level, result AS Result
        """;

    const string Last = "revision = (SELECT MAX(l.revision) FROM windows l WHERE l.project = w.project AND l.endpoint = w.endpoint AND l.start_us = w.start_us)";

    /// <summary>The windows of an endpoint as last stated, oldest first.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="withColumns">Whether to read drift and profiles too, some kilobytes a window. Default false.</param>
    /// <param name="from">Windows that start then or later. Default null: all.</param>
    public IReadOnlyList<JudgedWindow> Of(string project, string endpoint, bool withColumns = false, DateTimeOffset? from = null) =>
        [.. database.Read(connection => connection.Query<Row>(
            $"""
            SELECT {Light}, {(withColumns ? "drift AS Drift, columns AS Columns" : "'[]' AS Drift, '[]' AS Columns")} FROM windows w
            WHERE project = @project AND endpoint = @endpoint AND start_us >= @from AND {Last} ORDER BY start_us
            """,
            new { project, endpoint, from = from?.ToMicroseconds() ?? long.MinValue }).ToList()).Select(ToWindow)];

    /// <summary>The last statement of a window, or null.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="start">The window's start.</param>
    public JudgedWindow? Find(string project, string endpoint, DateTimeOffset start) =>
        database.Read(connection => connection.QuerySingleOrDefault<Row>(
            $"SELECT {Light}, drift AS Drift, columns AS Columns FROM windows w WHERE project = @project AND endpoint = @endpoint AND start_us = @start AND {Last}",
            new { project, endpoint, start = start.ToMicroseconds() })) is { } row ? ToWindow(row) : null;

    /// <summary>The end of the last judged window of an endpoint, or null.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    public DateTimeOffset? LastEnd(string project, string endpoint) =>
        database.Read(
            connection => connection.QuerySingle<long?>(
                "SELECT MAX(end_us) FROM windows WHERE project = @project AND endpoint = @endpoint", new { project, endpoint })).ToInstant();

    internal static void Save(IDbConnection connection, JudgedWindow window) =>
        connection.Execute(
            """
            INSERT INTO windows (project, endpoint, start_us, revision, end_us, judged_us, model_version, predictions, labels, kpi, lower_bound,
                upper_bound, mean_label, level, result, drift, columns)
            VALUES (@Project, @Endpoint, @start, @Revision, @end, @judged, @ModelVersion, @Predictions, @Labels, @Kpi, @Lower,
                @Upper, @MeanLabel, @Level, @result, @drift, @columns)
            ON CONFLICT (project, endpoint, start_us, revision) DO NOTHING
            """,
            new
            {
                window.Project,
                window.Endpoint,
                start = window.Result.Window.Start.ToMicroseconds(),
                window.Result.Revision,
                end = window.Result.Window.End.ToMicroseconds(),
                judged = window.JudgedAt.ToMicroseconds(),
                window.Result.ModelVersion,
                window.Result.Predictions,
                window.Result.Labels,
                window.Kpi,
                window.Lower,
                window.Upper,
                window.MeanLabel,
                window.Level,
                result = JsonSerializer.Serialize(window.Result, MonitorJson.Options),
                drift = JsonSerializer.Serialize(window.Drift, MonitorJson.Options),
                columns = JsonSerializer.Serialize(window.Columns, MonitorJson.Options),
            });

    static JudgedWindow ToWindow(Row row) => new()
    {
        Project = row.Project,
        Endpoint = row.Endpoint,
        Result = JsonSerializer.Deserialize<WindowResult>(row.Result, MonitorJson.Options)!,
        JudgedAt = row.Judged.ToInstant(),
        Kpi = row.Kpi,
        Lower = row.Lower,
        Upper = row.Upper,
        MeanLabel = row.MeanLabel,
        Level = row.Level,
        Drift = JsonSerializer.Deserialize<ImmutableArray<DriftVerdict>>(row.Drift, MonitorJson.Options),
        Columns = JsonSerializer.Deserialize<ImmutableArray<ColumnProfile>>(row.Columns, MonitorJson.Options),
    };

    sealed record Row
    {
        public string Project { get; init; } = "";

        public string Endpoint { get; init; } = "";

        public long Judged { get; init; }

        public double? Kpi { get; init; }

        public double? Lower { get; init; }

        public double? Upper { get; init; }

        public double? MeanLabel { get; init; }

        public double? Level { get; init; }

        public string Result { get; init; } = "";

        public string Drift { get; init; } = "";

        public string Columns { get; init; } = "";
    }
}
