using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Panta.Server.Charts;

/// <summary>A <see cref="Chart"/> for the module that draws it on a canvas. Gaps are null; everything said in words is already in words.</summary>
static class ChartJson
{
    static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter<MarkKind>(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The chart in JSON that may stand inside a script element: the default encoder escapes the angle brackets.</summary>
    public static string Write(Chart chart)
    {
        var json = new JsonObject
        {
            ["x"] = Axis(chart.X),
            ["y"] = Axis(chart.Y),
            ["series"] = new JsonArray([.. chart.Series.Select(Series)]),
            ["limit"] = Points(chart.Limit, false),
            ["lanes"] = JsonSerializer.SerializeToNode(chart.Lanes, _options),
            ["strip"] = JsonSerializer.SerializeToNode(chart.Strip, _options),
            ["rules"] = JsonSerializer.SerializeToNode(chart.Rules, _options),
            ["notes"] = new JsonArray([.. chart.Notes.Select(note => new JsonArray(note.X, note.Text))]),
            ["ends"] = chart.LabelsAtEnds,
            ["wide"] = chart.IsWide,
        };
        if (chart.Hover is not null) json["hover"] = JsonSerializer.SerializeToNode(chart.Hover, _options);
        return json.ToJsonString();
    }

    static JsonObject Axis(ChartAxis axis) => new()
    {
        ["min"] = axis.Min,
        ["max"] = axis.Max,
        ["unit"] = axis.Unit,
        ["time"] = axis.IsTime,
        ["log"] = axis.IsLog,
        ["signed"] = axis.Signed,
        ["ticks"] = Texts(axis, axis.IsTime ? 8 : 5),
        ["half"] = Texts(axis, 5),
        ["narrow"] = Texts(axis, 3),
    };

    static JsonArray Texts(ChartAxis axis, int most) => new([.. Ticks.Of(axis, most).Select(tick => new JsonArray(tick.Value, tick.Text))]);

    static JsonNode Series(ChartSeries series)
    {
        var json = new JsonObject
        {
            ["name"] = series.Name,
            ["value"] = series.Value,
            ["colour"] = series.Colour,
            ["former"] = series.IsFormer,
            ["estimate"] = series.IsEstimate,
            ["open"] = series.LastIsOpen,
            ["points"] = Points(series.Points, series.Points.Any(point => !double.IsNaN(point.Low))),
        };
        if (series.IsRaw) json["raw"] = true;
        if (series.IsMark) json["mark"] = true;
        if (series.Key.Length > 0) json["key"] = series.Key;
        if (series.Hint.Length > 0) json["hint"] = series.Hint;
        if (series.Odd.Count > 0) json["odd"] = new JsonArray([.. series.Odd.Select(odd =>
            new JsonArray(odd.X, double.IsNaN(odd.Value) ? 0 : Math.Sign(odd.Value)))]);
        return json;
    }

    static JsonArray Points(IReadOnlyList<ChartPoint> points, bool band) =>
        new([.. points.Select(point => band
            ? new JsonArray(point.X, Finite(point.Y), Finite(point.Low), Finite(point.High))
            : new JsonArray(point.X, Finite(point.Y)))]);

    static JsonValue? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
