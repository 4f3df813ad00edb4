using System.Text.Json;
using Panta.Server.Charts;
using Panta.Server.Pages;

namespace Panta.Server.Tests.Pages;

/// <summary>Two projects with the numbers of the reference's mock pages: real data, computed elsewhere.</summary>
static class Sample
{
    public const string File = "reference/page/numbers.json";

    static readonly JsonElement _numbers = JsonDocument.Parse(System.IO.File.ReadAllText(Shared.Path(File))).RootElement;

    public static readonly FrameView Frame = new()
    {
        Path = "/",
        Live = false,
        Address = "127.0.0.1:5000",
        Engine = "SQLite",
        Now = Day("2012-12-31"),
        Counts = new Dictionary<string, long>
        {
            ["data"] = 6, ["runs"] = 111, ["models"] = 2, ["endpoints"] = 2, ["monitors"] = 2, ["alerts"] = 0, ["workflows"] = 2,
        },
        Clocks = [("bikes", Day("2012-12-31").AddHours(23)), ("glassware", Day("2019-08-11"))],
    };

    public static KpiHistory Bikes()
    {
        var bikes = _numbers.GetProperty("bikes");
        return new()
        {
            Kpi = "mean absolute error of the week",
            Unit = "rentals/h",
            Windows = [.. bikes.GetProperty("weeks").EnumerateArray().Select(Week)],
            Decisions = [.. bikes.GetProperty("decisions").EnumerateArray().Where(d => Text(d, "kind") is not "retrain").Select((d, k) => Decision(d, k, "bikes"))],
            Serving = [.. bikes.GetProperty("serving").EnumerateArray().Select(span => (Day(span[0].GetString()!), Day(span[1].GetString()!), $"v{span[2].GetInt32()}"))],
        };
    }

    public static KpiHistory Glassware()
    {
        var glassware = _numbers.GetProperty("glassware");
        var decisions = glassware.GetProperty("decisions").EnumerateArray().Where(d => Text(d, "kind") is not "retrain").Select((d, k) => Decision(d, k, "glassware")).ToArray();
        var promoted = decisions.Where(decision => decision.Kind == MarkKind.Promoted).ToArray();
        return new()
        {
            Kpi = "correct predictions a day",
            Unit = "%",
            Colour = 3,
            Windows = [.. glassware.GetProperty("days").EnumerateArray().Select(GlassDay)],
            Decisions = decisions,
            Serving = [.. promoted.Select((decision, k) => (decision.At, k + 1 < promoted.Length ? promoted[k + 1].At : Day("2019-08-12"), decision.What.Split(' ')[0]))],
        };
    }

    public static DriftMap Drift()
    {
        var weeks = _numbers.GetProperty("bikes").GetProperty("weeks").EnumerateArray().Where(week => week.GetProperty("days").GetInt32() == 7).ToArray();
        var rows = _numbers.GetProperty("bikes").GetProperty("critical").EnumerateObject().Select(column =>
        {
            var cells = weeks.Select(week => Cell(week, column.Name, column.Value.GetDouble())).ToArray();
            return (Over: cells.Count(cell => cell.Level > 0), Row: new DriftRow(column.Name, cells, $"{cells.Count(cell => cell.Level > 0)} of {cells.Length} weeks"));
        });
        return new() { Finding = "Drift of eleven inputs by week.", X = KpiCharts.Axis(Bikes()), Rows = [.. rows.OrderByDescending(row => row.Over).Select(row => row.Row)] };
    }

    public static Histogram Temperature()
    {
        var temp = _numbers.GetProperty("bikes").GetProperty("temp");
        double[] Doubles(string name) => [.. temp.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];
        var edges = Doubles("edges");
        return new()
        {
            Finding = "Temperature: reference winter weeks against July 2012.",
            Bins = [.. edges[..^1].Select(edge => (edge * 41).ToString("0"))],
            LastEdge = (edges[^1] * 41).ToString("0"),
            Reference = Doubles("reference"),
            Current = Doubles("summer"),
            Unit = "temp, °C",
        };
    }

    public static OverviewView.Line Line(string name, params string[] numbers) => new(name, $"/monitors/{name}",
        [.. numbers.Chunk(4).Select(n => new OverviewView.Station(n[0], n[1], n[2], n[3], $"/{n[0].ToLowerInvariant()}", n[0] == "Endpoints" ? "busy" : ""))],
        "10 promoted, 3 kept · last 18 Nov 2012");

    static DriftCell Cell(JsonElement week, string column, double critical)
    {
        var distance = week.GetProperty("drift").GetProperty(column).GetDouble();
        var level = distance <= critical ? 0 : 1 + new[] { .2, .3, .4, .55, .7 }.Count(step => distance > step);
        var start = ChartAxis.Milliseconds(Day(Text(week, "date")));
        return new(start, start + 7 * 86400e3, level, $"{column}, week of {Text(week, "date")}: distance {distance:0.00}, limit {critical:0.00}");
    }

    static KpiWindow Week(JsonElement week) => new()
    {
        Start = Day(Text(week, "date")),
        End = Day(Text(week, "date")).AddDays(week.GetProperty("days").GetInt32()),
        Value = week.GetProperty("fresh")[0].GetDouble(),
        Low = week.GetProperty("fresh")[1].GetDouble(),
        High = week.GetProperty("fresh")[2].GetDouble(),
        Frozen = week.GetProperty("frozen")[0].GetDouble(),
        Limit = week.GetProperty("limit").GetDouble(),
        MeanLabel = week.GetProperty("demand").GetDouble(),
        Version = $"v{week.GetProperty("version").GetInt32()}",
        Labels = week.GetProperty("labels").GetInt64(),
        Predictions = week.GetProperty("expected").GetInt64(),
        IsOver = week.GetProperty("over").GetBoolean(),
        IsOpen = week.GetProperty("days").GetInt32() < 7,
    };

    static KpiWindow GlassDay(JsonElement day) => new()
    {
        Start = Day(Text(day, "date")),
        End = Day(Text(day, "date")).AddDays(1),
        Value = day.GetProperty("acc").GetDouble(),
        Low = day.GetProperty("band")[0].GetDouble(),
        High = day.GetProperty("band")[1].GetDouble(),
        Frozen = day.GetProperty("frozen").GetDouble(),
        Version = $"v{day.GetProperty("version").GetInt32()}",
        Labels = day.GetProperty("rows").GetInt64(),
        Predictions = day.GetProperty("rows").GetInt64(),
    };

    static DecisionLine Decision(JsonElement d, int key, string project)
    {
        var kind = Text(d, "kind") switch { "alert" => MarkKind.Alert, "reject" => MarkKind.Kept, _ => MarkKind.Promoted };
        var version = d.GetProperty("version").GetInt32();
        var first = d.TryGetProperty("why", out var why) && why.GetString() == "first model";
        return new()
        {
            Key = $"{project}-{key}",
            Kind = kind,
            Project = project,
            What = kind switch { MarkKind.Alert => $"KPI of v{version}", MarkKind.Kept => $"v{d.GetProperty("of").GetInt32()} stays; v{version} rejected", _ => $"v{version} → champion" },
            Evidence = kind == MarkKind.Alert ? $"{Figures.Real(d.GetProperty("value").GetDouble())} against {Figures.Real(d.GetProperty("limit").GetDouble())}, 2 of the last 3 windows"
                : first ? "first model; best of the first search on rows it had not seen"
                : $"{Figures.Real(d.GetProperty("champion").GetDouble())} → {Figures.Real(d.GetProperty("challenger").GetDouble())} on {d.GetProperty("rows").GetInt32()} held-out rows",
            By = kind == MarkKind.Alert ? "monitor" : "policy",
            Policy = kind == MarkKind.Alert ? "" : "refresh-on-kpi",
            At = Day(Text(d, "date")),
            IsFirst = first,
            RunId = kind == MarkKind.Alert ? null : "e25ac6e326907a2e09831515f0ec52bd",
            Link = "/alerts",
        };
    }

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    static DateTimeOffset Day(string text) => DateTimeOffset.Parse($"{text}T00:00:00Z");
}
