using System.Data;
using System.Text.Json;
using Dapper;
using Panta.Monitoring.Monitors;
using Panta.Tracking.Stores;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Monitors;

/// <summary>Alerts, open and resolved.</summary>
/// <param name="database">The store's database.</param>
public sealed class AlertStore(Database database)
{
    const string Columns = """
        alert_id AS Id, project AS Project, fingerprint AS Fingerprint, check_id AS CheckId, column_name AS ColumnName, model_version AS ModelVersion, severity AS Severity,
        opened_us AS Opened, resolved_us AS Resolved, since_us AS Since, window_start_us AS WindowStart, message AS Message, resolution AS Resolution, result AS Result
        """;

    /// <summary>Alerts, newest first.</summary>
    /// <param name="project">Of this project. Default null: of all.</param>
    /// <param name="onlyOpen">Whether to leave out resolved ones. Default false.</param>
    /// <param name="limit">At most so many. Default 200.</param>
    public IReadOnlyList<Alert> Latest(string? project = null, bool onlyOpen = false, int limit = 200) =>
        [.. database.Read(connection => connection.Query<Row>(
            $"""
            SELECT {Columns} FROM alerts WHERE (@project IS NULL OR project = @project) AND (NOT @onlyOpen OR resolved_us IS NULL)
            ORDER BY opened_us DESC, alert_id LIMIT @limit
            """,
            new { project, onlyOpen, limit }).ToList()).Select(ToAlert)];

    /// <summary>The alert of that id, or null.</summary>
    /// <param name="id">The alert's id.</param>
    public Alert? Find(string id) =>
        database.Read(connection => connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM alerts WHERE alert_id = @id", new { id })) is { } row ? ToAlert(row) : null;

    /// <summary>The number of open alerts.</summary>
    public long CountOpen() => database.Read(connection => connection.QuerySingle<long>("SELECT COUNT(*) FROM alerts WHERE resolved_us IS NULL"));

    internal static void Open(IDbConnection connection, Alert alert) =>
        connection.Execute(
            """
            INSERT INTO alerts (alert_id, project, fingerprint, check_id, column_name, model_version, severity, opened_us, since_us, window_start_us, message, result)
            VALUES (@Id, @Project, @Fingerprint, @Check, @Column, @ModelVersion, @severity, @opened, @since, @start, @Message, @result) ON CONFLICT (alert_id) DO NOTHING
            """,
            new
            {
                alert.Id,
                alert.Project,
                alert.Fingerprint,
                alert.Check,
                alert.Column,
                alert.ModelVersion,
                severity = alert.Severity.ToString(),
                opened = alert.OpenedAt.ToMicroseconds(),
                since = alert.Since.ToMicroseconds(),
                start = alert.WindowStart.ToMicroseconds(),
                alert.Message,
                result = JsonSerializer.Serialize(alert.Result, MonitorJson.Options),
            });

    internal static void Resolve(IDbConnection connection, string project, string fingerprint, DateTimeOffset at, string resolution) =>
        connection.Execute(
            "UPDATE alerts SET resolved_us = @at, resolution = @resolution WHERE project = @project AND fingerprint = @fingerprint AND resolved_us IS NULL",
            new { project, fingerprint, at = at.ToMicroseconds(), resolution });

    internal static void ResolveAll(IDbConnection connection, string project, DateTimeOffset at, string resolution) =>
        connection.Execute(
            "UPDATE alerts SET resolved_us = @at, resolution = @resolution WHERE project = @project AND resolved_us IS NULL",
            new { project, at = at.ToMicroseconds(), resolution });

    static Alert ToAlert(Row row) => new()
    {
        Id = row.Id,
        Project = row.Project,
        Fingerprint = row.Fingerprint,
        Check = row.CheckId,
        Column = row.ColumnName,
        ModelVersion = row.ModelVersion,
        Severity = Enum.Parse<Severity>(row.Severity),
        OpenedAt = row.Opened.ToInstant(),
        ResolvedAt = row.Resolved.ToInstant(),
        Since = row.Since.ToInstant(),
        WindowStart = row.WindowStart.ToInstant(),
        Message = row.Message,
        Resolution = row.Resolution,
        Result = JsonSerializer.Deserialize<CheckResult>(row.Result, MonitorJson.Options)!,
    };

    sealed record Row
    {
        public string Id { get; init; } = "";

        public string Project { get; init; } = "";

        public string Fingerprint { get; init; } = "";

        public string CheckId { get; init; } = "";

        public string? ColumnName { get; init; }

        public string ModelVersion { get; init; } = "";

        public string Severity { get; init; } = "";

        public long Opened { get; init; }

        public long? Resolved { get; init; }

        public long Since { get; init; }

        public long WindowStart { get; init; }

        public string Message { get; init; } = "";

        public string? Resolution { get; init; }

        public string Result { get; init; } = "";
    }
}
