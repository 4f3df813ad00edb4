using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Panta.Data.Windows;

namespace Panta.Monitoring.Monitors;

/// <summary>
/// What is watched of one endpoint, and when it alerts: windows of event time, when their labels are in, and the checks. Deciding is pure: a monitor holds no
/// state, so the same windows give the same alerts, live or replayed.
/// </summary>
public sealed record Monitor
{
    /// <summary>The monitor's name, part of every alert's fingerprint. The project's or endpoint's name.</summary>
    public required string Name { get; init; }

    /// <summary>The length of a window; positive. Default one day.</summary>
    public TimeSpan WindowLength { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A start of some window. Default Monday 2001-01-01 UTC: weeks start on Monday.</summary>
    public DateTimeOffset Origin { get; init; } = TumblingWindows.Monday;

    /// <summary>How long after its end a window waits for labels before it is judged; zero or more. Default zero.</summary>
    public TimeSpan Maturity { get; init; }

    /// <summary>The share of labels with which a window counts as complete before its maturity, in [0, 1]. Default 0.8.</summary>
    [Range(0d, 1d)] public double MinCoverage { get; init; } = 0.8;

    /// <summary>The checks, each with its own id. Default empty.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>The windows that verdicts are about: they tumble, from <see cref="Origin"/>.</summary>
    [JsonIgnore] public TumblingWindows Windows => new(WindowLength, Origin);

    /// <summary>When a window's labels are in: labels are rows that come late.</summary>
    [JsonIgnore] public Watermark Watermark => new(Maturity);

    /// <summary>The windows that may be judged by <paramref name="now"/> and were not yet, oldest first.</summary>
    /// <param name="after">The end of the last judged window, or the time of the first prediction.</param>
    /// <param name="now">The time it is.</param>
    public IEnumerable<Window> Due(DateTimeOffset after, DateTimeOffset now) => Watermark.Closed(Windows, after, now);

    /// <summary>Whether the figures of quality of <paramref name="window"/> may still move at <paramref name="now"/>.</summary>
    /// <param name="window">The window.</param>
    /// <param name="predictions">Its predictions.</param>
    /// <param name="labels">How many of them have a label.</param>
    /// <param name="now">The time it is.</param>
    public bool IsProvisional(Window window, long predictions, long labels, DateTimeOffset now) =>
        !Watermark.IsClosed(window, now) && labels < MinCoverage * predictions;

    /// <summary>Holds what was measured of a window against every check.</summary>
    /// <returns>The window's first statement; give it to <see cref="WindowResult.After"/> when the window was judged before.</returns>
    public WindowResult Judge(WindowMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        return new()
        {
            Window = measures.Window,
            ModelVersion = measures.ModelVersion,
            Predictions = measures.Predictions,
            Labels = measures.Labels,
            Provisional = measures.Provisional,
            Checks = [.. Checks.SelectMany(check => check.Judge(measures))],
        };
    }

    /// <summary>Takes one window's result into account: which alerts open, close or are repeated.</summary>
    /// <param name="state">The state after the windows before; <see cref="MonitorState.Empty"/> to begin with.</param>
    /// <param name="result">The result of a window, new or restated. A restated window takes the place of its earlier statement.</param>
    /// <param name="now">The time it is on the project's clock: cool-downs are counted by it.</param>
    /// <returns>The state to go on with, and what happened, in the order of the checks.</returns>
    /// <remarks>
    /// A provisional window changes nothing. A result of another model version than the state's closes open alerts and starts over; unless it is of an
    /// older window:
    /// then it changes nothing.
    /// </remarks>
    public Evaluation Evaluate(MonitorState state, WindowResult result, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Provisional) return new(state, []);

        var events = new List<AlertEvent>();
        if (state.ModelVersion is { } version && version != result.ModelVersion)
        {
            if (result.Window.Start <= state.LastWindow) return new(state, []);
            events.AddRange(state.Alerts.Where(alert => alert.Phase == AlertPhase.Firing).Select(alert =>
                AlertTransition.Close(this, alert, result, now, $"Model version {result.ModelVersion} has taken the place of {version}.")));
            state = MonitorState.Empty;
        }

        var alerts = state.Alerts.ToDictionary(alert => alert.Fingerprint);
        foreach (var found in result.Checks)
        {
            var check = Checks.FirstOrDefault(check => check.Id == found.Check);
            if (check is null) continue;

            var fingerprint = Fingerprint(found.Check, found.Column);
            var before = alerts.GetValueOrDefault(fingerprint) ?? new() { Fingerprint = fingerprint, Check = found.Check, Column = found.Column };
            alerts[fingerprint] = new AlertTransition(this, check, result, found, now).Apply(before, events);
        }

        var last = state.LastWindow > result.Window.Start ? state.LastWindow : result.Window.Start;
        return new(new() { ModelVersion = result.ModelVersion, LastWindow = last, Alerts = [.. alerts.Values] }, events);
    }

    /// <summary>The identity of an alert: 16 hexadecimal digits from the monitor's name, the check and the column.</summary>
    public string Fingerprint(string check, string? column) => AlertTransition.Hash($"{Name}\n{check}\n{column}");

    /// <summary>What is wrong with the definition, as sentences, all at once. Empty: nothing.</summary>
    public IEnumerable<string> Problems()
    {
        if (WindowLength <= TimeSpan.Zero) yield return $"Monitor '{Name}': window is {WindowLength}; needs a positive length.";
        if (Maturity < TimeSpan.Zero) yield return $"Monitor '{Name}': maturity is {Maturity}; needs zero or more.";
        if (!(MinCoverage >= 0 && MinCoverage <= 1)) yield return $"Monitor '{Name}': minCoverage is {MinCoverage}; needs a number in [0, 1].";
        foreach (var twice in Checks.GroupBy(check => check.Id).Where(group => group.Count() > 1))
            yield return $"Monitor '{Name}': {twice.Count()} checks are called '{twice.Key}'. Give each a name of its own.";
        foreach (var problem in Checks.SelectMany(check => check.Problems())) yield return problem;
    }
}
