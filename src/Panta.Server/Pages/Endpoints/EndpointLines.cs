using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Server.Charts;
using Panta.Serving.Endpoints;
using Panta.Workflows.Monitors;
using Endpoint = Panta.Serving.Endpoints.Endpoint;

namespace Panta.Server.Pages;

/// <summary>Lines, traffic and an example request of an endpoint.</summary>
static class EndpointLines
{
    const string Features = "features.", Output = "output.", Prediction = "output.prediction";

    static readonly TimeSpan[] _looks = [TimeSpan.FromHours(2), TimeSpan.FromDays(2), TimeSpan.FromDays(30)];

    /// <summary>The newest predictions: those of the last hours, days or month by event time, the first span that has any.</summary>
    public static Table Newest(Endpoint endpoint, DateTimeOffset now)
    {
        var rows = Table.Empty(new([]));
        foreach (var span in _looks)
        {
            rows = endpoint.Log.Predictions(now - span, now.AddDays(1));
            if (rows.RowCount > 0) break;
        }
        return rows;
    }

    public static EndpointView.Line Of(Table rows, int row) => new(
        rows["prediction_id"].Value(row)?.ToString() ?? "",
        Time(rows["event_time"], row),
        rows["version"].Value(row)?.ToString() ?? "",
        Text(rows, row, Features),
        Only(rows, row) ?? Text(rows, row, Output),
        TimeSpan.FromMicroseconds(rows["latency_us"].Value(row) is long microseconds ? microseconds : 0));

    /// <summary>Predictions by judged window; null before the first.</summary>
    public static Chart? Traffic(IReadOnlyList<JudgedWindow> windows)
    {
        if (windows.Count == 0) return null;

        var points = windows.Select(window => new ChartPoint(Middle(window), window.Result.Predictions)).ToArray();
        return new()
        {
            Id = "traffic-chart",
            Finding = $"Predictions by window: {Figures.Number(windows[^1].Result.Predictions)} in the last.",
            X = ChartAxis.Time(windows[0].Result.Window.Start, windows[^1].Result.Window.End),
            Y = ChartAxis.FromZero(points.Select(point => point.Y), $"predictions {Each(windows[0].Result.Window.End - windows[0].Result.Window.Start)}"),
            Series = [new("predictions", 1, points) { Value = $"last {Figures.Number(windows[^1].Result.Predictions)}" }],
            Notes = [.. windows.Select(window => new ChartNote(Middle(window), Note(window)))],
            Width = 1120,
            Height = 190,
        };
    }

    /// <summary>A request that the endpoint understands: the newest logged features, else a row of its signature with nothing in it.</summary>
    public static string Example(Endpoint endpoint, Table? rows)
    {
        if (endpoint.Scorer is not { } scorer) return """{"dataframe_split": {"columns": [], "data": [[]]}}""";

        var names = scorer.Signature.Inputs.Names.ToArray();
        var values = names.Select(name => rows is { RowCount: > 0 } && rows.Schema.Contains(Features + name)
            ? Json(rows[Features + name].Value(rows.RowCount - 1))
            : null);
        return new JsonObject
        {
            ["dataframe_split"] = new JsonObject
            {
                ["columns"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
                ["data"] = new JsonArray(new JsonArray([.. values])),
            },
        }.ToJsonString();
    }

    static string Each(TimeSpan length) => length.TotalDays switch { 7 => "a week", 1 => "a day", _ => $"in {Figures.Duration(length)}" };

    static JsonValue? Json(object? value) => value switch
    {
        null => null,
        double number => double.IsFinite(number) ? JsonValue.Create(number) : null,
        float number => float.IsFinite(number) ? JsonValue.Create(number) : null,
        bool flag => JsonValue.Create(flag),
        string text => JsonValue.Create(text),
        IConvertible number => JsonValue.Create(Convert.ToInt64(number)),
        _ => JsonValue.Create(value.ToString()),
    };

    /// <summary>The median latency of logged predictions; null where there is none.</summary>
    public static TimeSpan? Median(Table? rows)
    {
        if (rows is not { RowCount: > 0 }) return null;
        long[] sorted = [.. Enumerable.Range(0, rows.RowCount).Select(row => rows["latency_us"].Value(row) as long? ?? 0).Order()];
        return TimeSpan.FromMicroseconds(sorted[sorted.Length / 2]);
    }

    /// <summary>The output where there is only one: its name says nothing then.</summary>
    static string? Only(Table rows, int row) =>
        rows.Schema.Contains(Prediction) ? Value(rows[Prediction].Value(row))
        : rows.Schema.Names.Where(name => name.StartsWith(Output, StringComparison.Ordinal)).ToArray() is [var one] ? Value(rows[one].Value(row)) : null;

    static string Text(Table rows, int row, string prefix) => string.Join(", ", rows.Schema.Names
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(name => $"{name[prefix.Length..]} {Value(rows[name].Value(row))}"));

    static string Value(object? value) => value switch
    {
        null => Figures.None,
        double number => Figures.Real(number),
        float number => Figures.Real(number),
        _ => value.ToString() ?? "",
    };

    static DateTimeOffset Time(Column column, int row) =>
        column is Column<long> times ? DateTimeOffset.UnixEpoch.AddTicks(times.Span[row] * 10) : DateTimeOffset.UnixEpoch;

    static string Note(JudgedWindow window) =>
        $"{Figures.Span(window.Result.Window.Start, window.Result.Window.End)}: " +
        $"{Figures.Number(window.Result.Predictions)} predictions, {Figures.Number(window.Result.Labels)} labels · v{window.Result.ModelVersion}";

    static double Middle(JudgedWindow window) => (ChartAxis.Milliseconds(window.Result.Window.Start) + ChartAxis.Milliseconds(window.Result.Window.End)) / 2;
}
