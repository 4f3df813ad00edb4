using System.Globalization;
using System.Text;

namespace Panta.Tracking.Runs;

/// <summary>
/// Runs as lines of CSV (RFC 4180, UTF-8): numbers with all their digits, times as 2012-12-31T23:00:00Z, nothing for what was not logged. A text that
/// a spreadsheet would take for a formula gets a leading apostrophe.
/// </summary>
/// <param name="columns">What follows the run's id and name, in order.</param>
public sealed class RunCsv(IReadOnlyList<RunColumn> columns)
{
    const long FirstTime = -62_135_596_800_000, LastTime = 253_402_300_799_999; // years 1 to 9999

    /// <summary>The attributes that a column can show, with how they are written.</summary>
    static readonly Dictionary<string, Func<Run, string>> _attributes = new()
    {
        ["status"] = run => run.Status.ToString().ToUpperInvariant(),
        ["start_time"] = run => Time(run.StartTime),
        ["end_time"] = run => run.EndTime is { } end ? Time(end) : "",
        ["duration"] = run => run.EndTime is { } end ? ((end - run.StartTime) / 1000.0).ToString("R", CultureInfo.InvariantCulture) : "",
        ["user_id"] = run => run.UserId,
        ["experiment_id"] = run => run.ExperimentId,
        ["artifact_uri"] = run => run.ArtifactUri,
        ["run_id"] = run => run.RunId,
        ["run_name"] = run => run.Name,
    };

    /// <summary>The first line: <c>run_id,run_name</c> and the columns' names.</summary>
    public string Header() => Line(["run_id", "run_name", .. columns.Select(column => column.ToString())]);

    /// <summary>A run's line.</summary>
    /// <param name="run">The run, with the columns' metrics, params and tags.</param>
    public string Line(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Line([run.RunId, run.Name, .. columns.Select(column => Cell(run, column))]);
    }

    /// <summary>What a column says of a run, not quoted; empty where it was not logged.</summary>
    /// <param name="run">The run, with the column's metric, param or tag.</param>
    /// <param name="column">The column.</param>
    public static string Cell(Run run, RunColumn column) => column.Kind switch
    {
        RunColumnKind.Metric => run.Metrics.FirstOrDefault(metric => metric.Key == column.Key)?.Value.ToString("R", CultureInfo.InvariantCulture) ?? "",
        RunColumnKind.Param => run.Params.FirstOrDefault(param => param.Key == column.Key)?.Value ?? "",
        RunColumnKind.Tag => run.Tags.FirstOrDefault(tag => tag.Key == column.Key)?.Value ?? "",
        _ => _attributes.TryGetValue(column.Key, out var attribute) ? attribute(run) : "",
    };

    static string Line(IEnumerable<string> cells)
    {
        var line = new StringBuilder();
        foreach (var cell in cells) line.Append(line.Length == 0 ? "" : ",").Append(Quoted(Safe(cell)));
        return line.Append("\r\n").ToString();
    }

    // What spreadsheets take for a formula begins with one of these; a number may begin so and is none.
    static string Safe(string cell) =>
        cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r'
        && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "'" + cell : cell;

    static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";

    // A client may log any number as a time; one that no calendar has stays a number.
    static string Time(long milliseconds) => milliseconds is >= FirstTime and <= LastTime
        ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture)
        : milliseconds.ToString(CultureInfo.InvariantCulture);
}
