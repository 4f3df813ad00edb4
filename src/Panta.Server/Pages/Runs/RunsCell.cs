using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>What stands in one cell of the table of runs.</summary>
/// <param name="Text">The text.</param>
/// <param name="Class">Its style. Default empty.</param>
/// <param name="Title">What a pointer resting on it is told. Default null: nothing.</param>
/// <param name="Link">Where it leads. Default null: nowhere.</param>
/// <param name="Status">The kind of a state, shown with its icon. Default null: no state.</param>
public readonly record struct RunsCell(string Text, string Class = "", string? Title = null, string? Link = null, string? Status = null)
{
    const int ShortEnough = 24;
    const long FirstTime = -62_135_596_800_000, LastTime = 253_402_300_799_999; // years 1 to 9999

    static readonly RunsCell _none = new(Figures.None, "faint", "not logged");

    internal static RunsCell Of(Run run, RunsColumn column, RunsNames names) => column.Of.Kind switch
    {
        RunColumnKind.Metric => run.Metrics.FirstOrDefault(metric => metric.Key == column.Of.Key) is { } metric ? Number(metric.Value, column) : _none,
        RunColumnKind.Param => Logged(run.Params.FirstOrDefault(param => param.Key == column.Of.Key)?.Value),
        RunColumnKind.Tag => Logged(run.Tags.FirstOrDefault(tag => tag.Key == column.Of.Key)?.Value),
        _ => Attribute(run, column, names),
    };

    /// <summary>An instant that a client logged; the nearest that a calendar has.</summary>
    internal static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, FirstTime, LastTime));

    /// <summary>A number with the decimals of its column; one far below their step would read 0, and is written as it is.</summary>
    internal static string Written(double value, int decimals)
    {
        var isLost = value != 0 && Math.Abs(value) < Math.Pow(10, -decimals) / 2;
        return double.IsFinite(value) && (isLost || Math.Abs(value) >= 1e9) ? Figures.Real(value) : Figures.Number(value, decimals);
    }

    static RunsCell Attribute(Run run, RunsColumn column, RunsNames names)
    {
        switch (column.Of.Key)
        {
            case "status":
                var status = run.Status.ToString().ToUpperInvariant();
                return new(status.ToLowerInvariant(), Status: RunsTable.StatusKind(status));
            case "start_time": return When(run.StartTime, column);
            case "end_time": return run.EndTime is { } end ? When(end, column) : _none;
            case "duration": return Duration(run, column, names.Now);
            case "version": return names.Versions.TryGetValue(run.RunId, out var version) ? new(version.Name, "tag", Link: version.Link) : _none;
            case "experiment":
                return new(names.Experiments.GetValueOrDefault(run.ExperimentId, run.ExperimentId), Link: $"/runs?experiment={run.ExperimentId}");
            case "run_id": return new(Figures.Short(run.RunId), "mono", run.RunId);
            default: return Logged(RunCsv.Cell(run, column.Of));
        }
    }

    static RunsCell Number(double value, RunsColumn column)
    {
        if (!double.IsFinite(value)) return new(Figures.Number(value), "idle");

        return new(Written(value, column.Decimals), value.Equals(column.Best) ? "strong" : "", value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
    }

    static RunsCell Duration(Run run, RunsColumn column, DateTimeOffset now)
    {
        if (run.EndTime is not { } end)
            return run.Status == RunStatus.Running ? new(Figures.Number(Math.Max(0, now.ToUnixTimeMilliseconds() - run.StartTime) / column.UnitMilliseconds, column.Decimals), "dim", "so far") : _none;

        var length = TimeSpan.FromMilliseconds(Math.Clamp((double)end - run.StartTime, 0, LastTime));
        return new(Figures.Number(length.TotalMilliseconds / column.UnitMilliseconds, column.Decimals), "", Figures.Duration(length));
    }

    static RunsCell When(long milliseconds, RunsColumn column)
    {
        var at = Time(milliseconds);
        return new(column.Now is { } now ? Figures.Ago(at, now) : Figures.Day(at), "", Figures.Iso(at));
    }

    static RunsCell Logged(string? value) => value switch
    {
        null => _none,
        "" => new("\"\"", "faint"),
        _ => new(value, "", value.Length > ShortEnough ? value : null),
    };
}
