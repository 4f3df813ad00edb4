using Panta.Server.Pages;

namespace Panta.Server.Tests.Pages;

public sealed class OverviewPageTests
{
    [Fact]
    public async Task Without_a_project_it_leads_to_what_was_logged()
    {
        await using var server = await RunningServer.StartAsync();
        var bare = await server.Client.GetStringAsync("/");
        await SampleRuns.AddAsync(server.Services);

        var html = await server.Client.GetStringAsync("/");

        Assert.Contains("No project yet", html);
        Assert.Matches("Logged so far: <a href=\"/runs\">\\d+ runs</a>, <a href=\"/models\">1 model</a>", html);
        Assert.DoesNotContain("Logged so far", bare);
    }

    [SharedFact(Sample.File)]
    public async Task Two_projects_are_lines_through_six_stations_with_their_charts()
    {
        var view = new OverviewView
        {
            OpenAlerts = 0,
            Needs =
            [
                new("warn", "Pending", "clock", "bikes: error of the week of 22 Dec is 114.2, over its limit of 54.9",
                    "the first of 2 weeks that make an alert; the next is judged when its labels are in", "/monitors/bikes", "Open the monitor"),
                new("ok", "Quiet", "ok", "glassware: 94.5 % correct on the last labelled day",
                    "no input drifts, nor did one when the rule changed: only labels can show this", "/monitors/glassware", "See the KPI"),
            ],
            Projects =
            [
                Sample.Line("bikes", "Data", "17,379", "rows", "quality gate passed", "Runs", "66", "runs", "14 searches, all finished", "Models", "v14", "champion", "of 14 versions",
                    "Endpoints", "16,200", "predictions", "1 an hour · 0 failed", "Monitors", "114.2", "rentals/h error", "limit 54.9", "Workflows", "13", "retrains", "weekly would be 96"),
                Sample.Line("glassware", "Data", "7,999", "rows", "quality gate passed", "Runs", "45", "runs", "5 searches, all finished", "Models", "v5", "champion", "of 5 versions",
                    "Endpoints", "6,079", "predictions", "8 an hour · 0 failed", "Monitors", "94.5", "% correct", "alert under 89.3", "Workflows", "4", "retrains", "in 32 days"),
            ],
            Cards =
            [
                new("bikes: a frozen model errs by 115 rentals an hour, kept fresh by 43", "weekly, 2011–2012", Sample.Bikes()),
                new("glassware: two rule changes, two recoveries", "daily, July–August 2019", Sample.Glassware()),
            ],
            Decisions = [.. Sample.Bikes().Decisions.Concat(Sample.Glassware().Decisions).OrderByDescending(decision => decision.At).Take(10)],
        };

        var html = await Rendered.HtmlOf<OverviewPage>("overview", new { Sample.Frame, View = view });

        Assert.Equal(2 * 6, html.Split("class=\"stop ").Length - 1);
        Assert.Equal(2, html.Split("<figure class=\"chart\"").Length - 1);
        Assert.Equal(10, html.Split("<tr data-key").Length - 1);
    }

    [SharedFact(Sample.File)]
    public async Task A_monitor_shows_its_chart_drift_map_and_decisions()
    {
        var history = Sample.Bikes();
        var view = new MonitorView
        {
            Name = "bikes",
            Project = "bikes",
            Lede = "Hourly bike rentals, 16,111 labelled predictions from 26 Feb 2011 to 31 Dec 2012. Labels come 24 h late; a week is judged when all are in.",
            History = history,
            State = ("warn", "over its limit, 1 week of 2", "clock"),
            Tiles = [new("Error, week of 22 Dec", "114.2", "rentals/h", "95 % 92.4 – 137.2; limit 54.9"), new("Kept fresh, all weeks", "43.2", "rentals/h", "22 % of mean demand"),
                new("Frozen v1, all weeks", "115.4", "rentals/h", "58 % of mean demand"), new("Retrains", "13", "in 96 weeks", "10 promoted, 3 kept"),
                new("Label coverage", "99.5", "%", "lowest 78.6 %, week of 27 Oct"), new("Label delay", "24", "h", "median")],
            Drift = Sample.Drift(),
            DriftNote = "each week against the first eight weeks of 2011",
            Columns = ["temp", "hum"],
            Column = "temp",
            Compared = Sample.Temperature(),
            ComparedNote = "distance 0.77, over 0.37",
            Policy = "refresh-on-kpi",
            Rules = [("KPI", "mean absolute error, rentals an hour, by week of prediction time"), ("Check", "over 1.25 × the level at promotion, in 2 of 3 weeks"),
                ("Then", "retrain on the last 84 days: 3 trials, judged on the last 14")],
        };

        var html = await Rendered.HtmlOf<MonitorPage>("monitor", new { Sample.Frame, View = view });

        Assert.Contains("kept fresh, mean 43", html);
        Assert.Contains("80 of 96 weeks", html);
        Assert.Contains("window still open", html);
    }
}
