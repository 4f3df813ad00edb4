using System.Text.Json;
using Panta.Data.Windows;
using Panta.Monitoring.Monitors;
using Panta.Monitoring.Performance;
using Monitor = Panta.Monitoring.Monitors.Monitor;

namespace Panta.Monitoring.Tests.Monitors;

public sealed class MonitorTests
{
    static readonly DateTimeOffset Start = new(2019, 7, 1, 0, 0, 0, TimeSpan.Zero);

    static readonly Monitor Bikes = new()
    {
        Name = "bikes",
        WindowLength = TimeSpan.FromDays(7),
        Checks = [new KpiCheck { Metric = KpiMetric.Mae, Factor = 1.25, Breaches = 2, Of = 3, Severity = Severity.Critical }],
    };

    static readonly Monitor Glassware = new()
    {
        Name = "glassware",
        Checks = [new KpiCheck { Metric = KpiMetric.Accuracy, Margin = 0.05, Significance = 1e-4, Breaches = 1, Of = 1, Clear = 1 }],
    };

    [Fact]
    public void Two_of_three_weeks_over_the_limit_raise_one_alert()
    {
        var story = Weeks(41, 60, 45, 60, 60);

        Assert.Equal([(3, AlertEventKind.Fired), (4, AlertEventKind.Repeated)], story);
    }

    [Fact]
    public void One_bad_week_of_three_is_only_pending()
    {
        var state = MonitorState.Empty;
        foreach (var (week, error) in new[] { 60d, 41, 41 }.Index())
        {
            (state, var events) = Bikes.Evaluate(state, Week(week, error), Start);
            Assert.Empty(events);
        }
        Assert.Equal(AlertPhase.Pending, state.Alerts.Single().Phase);
    }

    [Fact]
    public void An_alert_closes_only_when_the_figure_is_well_inside_its_limit()
    {
        // Level 40, limit 50, clear at 48: 49 is no breach and does not clear either.
        var story = Weeks(60, 60, 49, 49, 49, 47, 49, 47, 47);

        Assert.Equal([(1, AlertEventKind.Fired), (8, AlertEventKind.Resolved)], story);
    }

    [Fact]
    public void After_an_alert_is_closed_old_breaches_no_longer_count()
    {
        var story = Weeks(60, 60, 41, 41, 60, 41, 41);

        Assert.Equal([(1, AlertEventKind.Fired), (3, AlertEventKind.Resolved)], story);
    }

    [Theory]
    [InlineData(172, false)] // 0.8958: 4.4 points under
    [InlineData(170, false)] // 0.8854: 5.5 points under, p = 0.0014
    [InlineData(163, true)] // 0.8490: 9.1 points under, p = 3e-6
    public void Accuracy_alerts_when_it_is_five_points_under_the_level_and_that_is_no_chance(int correct, bool alert)
    {
        var result = Glassware.Judge(Day(0, correct));

        var events = Glassware.Evaluate(MonitorState.Empty, result, Start).Events;

        Assert.Equal(alert, events.Any(item => item.Kind == AlertEventKind.Fired));
    }

    [Fact]
    public void A_figure_exactly_at_the_margin_is_a_breach()
    {
        var check = new KpiCheck { Metric = KpiMetric.Accuracy, Margin = 0.05 };
        var measures = Day(0, 180) with { Quality = Quality.OfClasses(180, 200), Level = new Dictionary<KpiMetric, double> { [KpiMetric.Accuracy] = 0.95 } };

        Assert.Equal(CheckStatus.Breached, check.Judge(measures).Single().Status);
    }

    [Fact]
    public void Windows_without_a_verdict_keep_the_alert_and_at_last_say_that_the_monitor_is_blind()
    {
        var story = Weeks(60, 60, null, null, null, null, 41);

        Assert.Equal([(1, AlertEventKind.Fired), (4, AlertEventKind.Blind), (6, AlertEventKind.Sighted)], story);
    }

    [Fact]
    public void Blind_windows_between_breaches_do_not_count_as_good_ones() => Assert.Equal([(3, AlertEventKind.Fired)], Weeks(60, null, null, 60));

    [Fact]
    public void Within_the_cool_down_an_alert_that_comes_back_is_not_announced_again()
    {
        var hourly = Glassware with { WindowLength = TimeSpan.FromHours(1) };
        var announced = new List<(AlertEventKind, bool)>();
        var state = MonitorState.Empty;
        foreach (var (hour, correct) in new[] { 120, 180, 120, 180 }.Index())
        {
            var now = Start.AddHours(hour + 1);
            var measures = Day(0, correct) with { Window = new(now.AddHours(-1), now) };
            (state, var events) = hourly.Evaluate(state, hourly.Judge(measures), now);
            announced.AddRange(events.Select(item => (item.Kind, item.Announce)));
        }

        Assert.Equal([(AlertEventKind.Fired, true), (AlertEventKind.Resolved, true), (AlertEventKind.Fired, false), (AlertEventKind.Resolved, true)],
            announced);
    }

    [Fact]
    public void A_new_model_version_closes_the_alerts_of_the_old_one_and_starts_over()
    {
        var state = MonitorState.Empty;
        foreach (var week in new[] { 0, 1 }) state = Bikes.Evaluate(state, Week(week, 60), Start).State;

        var (after, events) = Bikes.Evaluate(state, Week(2, 60) with { ModelVersion = "2" }, Start);

        Assert.Equal(AlertEventKind.Resolved, Assert.Single(events).Kind);
        Assert.Equal((AlertPhase.Pending, "2"), (after.Alerts.Single().Phase, after.ModelVersion));
    }

    [Fact]
    public void A_late_restatement_of_an_older_version_changes_nothing()
    {
        var state = Bikes.Evaluate(MonitorState.Empty, Week(5, 41) with { ModelVersion = "2" }, Start).State;

        var (after, events) = Bikes.Evaluate(state, Week(3, 90), Start);

        Assert.Same(state, after);
        Assert.Empty(events);
    }

    [Fact]
    public void A_restated_window_takes_the_place_of_its_first_statement()
    {
        var state = MonitorState.Empty;
        foreach (var (week, error) in new[] { 60d, 41, 41 }.Index()) state = Bikes.Evaluate(state, Week(week, error), Start).State;

        var (_, events) = Bikes.Evaluate(state, Week(1, 60), Start);

        Assert.Equal(AlertEventKind.Fired, Assert.Single(events).Kind);
    }

    [Fact]
    public void A_provisional_window_changes_nothing()
    {
        var (state, events) = Bikes.Evaluate(MonitorState.Empty, Week(0, 90) with { Provisional = true }, Start);

        Assert.Same(MonitorState.Empty, state);
        Assert.Empty(events);
    }

    [Fact]
    public void A_window_is_provisional_until_its_labels_are_in_or_its_time_is_up()
    {
        var monitor = Glassware with { Maturity = TimeSpan.FromDays(2) };
        var window = new Window(Start, Start.AddDays(1));

        Assert.True(monitor.IsProvisional(window, 100, 79, Start.AddDays(2)));
        Assert.False(monitor.IsProvisional(window, 100, 80, Start.AddDays(2)));
        Assert.False(monitor.IsProvisional(window, 100, 0, Start.AddDays(3)));
    }

    [Fact]
    public void A_restatement_gets_the_next_revision_only_when_the_numbers_changed()
    {
        var first = Glassware.Judge(Day(0, 170)).After(null);
        var same = Glassware.Judge(Day(0, 170)).After(first);
        var other = Glassware.Judge(Day(0, 171)).After(first);

        Assert.Same(first, same);
        Assert.Equal((1, 2), (first.Revision, other.Revision));
        Assert.Throws<ArgumentException>(() => Glassware.Judge(Day(1, 170)).After(first));
    }

    [Fact]
    public void Monitor_state_and_result_read_back_from_json_as_they_were()
    {
        var result = Bikes.Judge(Measures(0, 60));
        var state = Bikes.Evaluate(MonitorState.Empty, result, Start).State;

        Assert.Equal(Json(Bikes), Json(Read<Monitor>(Json(Bikes))));
        Assert.Equal(Json(state), Json(Read<MonitorState>(Json(state))));
        Assert.True(result.SaysTheSameAs(Read<WindowResult>(Json(result))));
        Assert.Contains("{\"check\":\"kpi\",\"metric\":\"mae\",\"factor\":1.25", Json(Bikes), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_of_a_definition_are_told_at_once()
    {
        var bad = Bikes with
        {
            WindowLength = TimeSpan.Zero,
            Checks = [new KpiCheck { Metric = KpiMetric.Mae, Factor = 0.5, Limit = 3, Breaches = 4, Of = 3 },
                new KpiCheck { Metric = KpiMetric.Mae, Margin = -1 }],
        };

        Assert.Equal(
        [
            "Monitor 'bikes': window is 00:00:00; needs a positive length.",
            "Monitor 'bikes': 2 checks are called 'kpi:mae'. Give each a name of its own.",
            "Check 'kpi:mae': breaches is 4 of 3; needs 1 ≤ breaches ≤ of.",
            "Check 'kpi:mae': give exactly one of factor, margin and limit.",
            "Check 'kpi:mae': factor is 0.5; needs at least 1.",
            "Check 'kpi:mae': margin is -1; needs zero or more.",
        ], bad.Problems());
    }

    static string Json<T>(T value) => JsonSerializer.Serialize(value, MonitorJson.Options);

    static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, MonitorJson.Options)!;

    static List<(int Week, AlertEventKind Kind)> Weeks(params double?[] errors)
    {
        var story = new List<(int, AlertEventKind)>();
        var state = MonitorState.Empty;
        foreach (var (week, error) in errors.Index())
        {
            (state, var events) = Bikes.Evaluate(state, Week(week, error), Start.AddDays(7 * week + 8));
            story.AddRange(events.Select(item => (week, item.Kind)));
        }
        return story;
    }

    static WindowResult Week(int week, double? error) => Bikes.Judge(Measures(week, error));

    static WindowMeasures Measures(int week, double? error)
    {
        var window = new Window(Start.AddDays(7 * week), Start.AddDays(7 * week + 7));
        var hours = Enumerable.Range(0, 168).Select(hour => window.Start.AddHours(hour)).ToArray();
        var labels = new double[168];
        var predictions = labels.Select((_, hour) => (error ?? 0) + (hour % 2 == 0 ? 1 : -1)).ToArray();
        return new()
        {
            Window = window,
            ModelVersion = "1",
            Predictions = 168,
            Labels = error is null ? 0 : 168,
            Quality = error is null ? null : Quality.OfNumbers(predictions, labels, hours),
            Level = new Dictionary<KpiMetric, double> { [KpiMetric.Mae] = 40 },
        };
    }

    static WindowMeasures Day(int day, int correct) => new()
    {
        Window = new(Start.AddDays(day), Start.AddDays(day + 1)),
        ModelVersion = "1",
        Predictions = 192,
        Labels = 192,
        Quality = Quality.OfClasses(correct, 192),
        Level = new Dictionary<KpiMetric, double> { [KpiMetric.Accuracy] = 0.94 },
    };
}
