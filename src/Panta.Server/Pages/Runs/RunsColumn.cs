using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>A column of the table of runs as it is shown.</summary>
public sealed record RunsColumn
{
    /// <summary>What it shows.</summary>
    public required RunColumn Of { get; init; }

    /// <summary>What its head says.</summary>
    public required string Title { get; init; }

    /// <summary>Its unit or kind, under the title. Default empty.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether its values stand right. Default false.</summary>
    public bool IsNumber { get; init; }

    /// <summary>The decimals of all its numbers. Default 0.</summary>
    public int Decimals { get; init; }

    /// <summary>Its width in px.</summary>
    public required int Width { get; init; }

    /// <summary>The address sorted by it; null where runs cannot be sorted by it. Default null.</summary>
    public string? SortLink { get; init; }

    /// <summary>How it is sorted; null where it is not. Default null.</summary>
    public bool? Ascending { get; init; }

    /// <summary>The best value, which is set in bold; null for none. Default null.</summary>
    public double? Best { get; init; }

    /// <summary>Milliseconds in the unit of durations. Default 1000.</summary>
    public double UnitMilliseconds { get; init; } = 1000;

    /// <summary>What relative times count from; null for dates. Default null.</summary>
    public DateTimeOffset? Now { get; init; }

    internal static RunsColumn Make(RunColumn column, RunsLook look, RunsAddress address, DateTimeOffset now)
    {
        var sort = address.Sorts.Select(each => (RunColumn: each.Column, each.Ascending)).FirstOrDefault(each => each.RunColumn == column);
        var isNumber = column.Kind == RunColumnKind.Metric || column is { Kind: RunColumnKind.Attribute, Key: "duration" or "start_time" or "end_time" } || look.IsNumber(column);
        var (title, unit) = Words(column, look);
        return new()
        {
            Of = column,
            Title = title,
            Unit = unit,
            IsNumber = isNumber,
            Decimals = column.Kind == RunColumnKind.Metric ? look.Decimals(column) : column is { Kind: RunColumnKind.Attribute, Key: "duration" } ? look.Durations.Decimals : 0,
            Width = WidthOf(column, title, look),
            SortLink = RunsAddress.IsSortable(column) ? address.SortLink(column) : null,
            Ascending = sort.RunColumn == column && column.Key is not null ? sort.Ascending : null,
            Best = look.Best(column, address),
            UnitMilliseconds = look.Durations.Milliseconds,
            Now = now.ToUnixTimeMilliseconds() - look.Oldest < TimeSpan.FromDays(7).TotalMilliseconds ? now : null,
        };
    }

    static (string Title, string Unit) Words(RunColumn column, RunsLook look) => (column.Kind, column.Key) switch
    {
        (RunColumnKind.Attribute, "status") => ("State", ""),
        (RunColumnKind.Attribute, "start_time") => ("Started", ""),
        (RunColumnKind.Attribute, "end_time") => ("Ended", ""),
        (RunColumnKind.Attribute, "user_id") => ("User", ""),
        (RunColumnKind.Attribute, "run_id") => ("Id", ""),
        (RunColumnKind.Attribute, "version") => ("Version", ""),
        (RunColumnKind.Attribute, "experiment") => ("Experiment", ""),
        (RunColumnKind.Attribute, "duration") => ("duration", look.Durations.Unit),
        (RunColumnKind.Attribute, _) => (column.Key, ""),
        (RunColumnKind.Metric, _) => (column.Key, "metric"),
        (RunColumnKind.Param, _) => (column.Key.Split('.')[^1] is { Length: > 0 } last ? last : column.Key, "param"),
        _ => (column.Key, "tag"),
    };

    // A digit is 7.5 px wide, a letter of the head 6.75; 24 px for padding, and the arrow beside the head.
    static int WidthOf(RunColumn column, string title, RunsLook look)
    {
        var value = column.Kind != RunColumnKind.Attribute ? look.Length(column) : column.Key switch
        {
            "status" or "duration" => 10,
            "start_time" or "end_time" => 11,
            "user_id" or "run_id" => 12,
            _ => 16,
        };
        return Math.Clamp(Math.Max(value * 15 / 2, (title.Length + 2) * 27 / 4) + 24, 64, 208);
    }
}
