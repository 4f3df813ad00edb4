using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>Makes the charts of a <see cref="KpiHistory"/>.</summary>
static class KpiCharts
{
    /// <summary>Lanes of alerts, kept and promoted; the strip of versions; frozen and kept fresh with its interval and the limit.</summary>
    public static Chart Kpi(KpiHistory history, string id, int width, int height)
    {
        var axis = Axis(history);
        return new()
        {
            Id = id,
            Finding = Finding(history),
            X = axis,
            Y = YAxis(history) with { Unit = history.Unit.Length > 0 ? $"{history.Kpi}, {history.Unit}" : history.Kpi },
            Series = Series(history),
            Lanes =
            [
                Lane(history, "alerts", MarkKind.Alert),
                Lane(history, "kept", MarkKind.Kept),
                Lane(history, "promoted", MarkKind.Promoted, MarkKind.RolledBack),
            ],
            Strip = [.. history.Serving.Select(span => new ChartSpan(ChartAxis.Milliseconds(span.Start), ChartAxis.Milliseconds(span.End), span.Version))],
            Limit = [.. history.Windows.Where(window => !double.IsNaN(window.Limit)).SelectMany(window => Limit(window, history.Scale))],
            Notes = [.. history.Windows.Where(window => !double.IsNaN(window.Value)).Select(window => new ChartNote(Middle(window), Note(history, window)))],
            Width = width,
            Height = height,
        };
    }

    /// <summary>The share of predictions whose label is there, by window.</summary>
    public static Chart Coverage(KpiHistory history, string id)
    {
        var windows = history.Windows.Where(window => window.Predictions > 0).ToArray();
        var shares = windows.Select(window => 100.0 * window.Labels / window.Predictions).ToArray();
        var lowest = shares.Length > 0 ? Array.IndexOf(shares, shares.Min()) : -1;
        var value = lowest < 0 ? "" : $"{Figures.Number(shares[lowest], 1)}\u00a0%";
        var isWhole = lowest >= 0 && shares[lowest] == shares.Max();
        return new()
        {
            Id = id,
            Finding = lowest < 0 ? "No predictions yet."
                : isWhole ? $"Share of predictions whose label has arrived; {value} in every {history.Period}."
                : $"Share of predictions whose label has arrived; lowest {value} in the {history.Name(windows[lowest])}.",
            X = Axis(history),
            Y = new ChartAxis(shares.Length > 0 && shares.Min() >= 70 ? 70 : 0, 100) { Unit = "% of predictions with a label" },
            Series = [new(lowest < 0 ? "" : isWhole ? $"every {history.Period}" : $"lowest {history.Name(windows[lowest])}", 3,
                [.. windows.Select((window, k) => new ChartPoint(Middle(window), shares[k]))]) { Value = value }],
            Notes = [.. windows.Select((window, k) => new ChartNote(Middle(window),
                $"{history.Name(window)}: {Figures.Number(window.Labels)} of {Figures.Number(window.Predictions)} labels, {Figures.Number(shares[k], 1)} %"))],
            Width = 1120,
            Height = 150,
        };
    }

    /// <summary>The time axis that all charts of the history share.</summary>
    public static ChartAxis Axis(KpiHistory history) => history.Windows.Count == 0
        ? ChartAxis.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1))
        : ChartAxis.Time(history.Windows[0].Start, history.Windows[^1].End);

    static ChartAxis YAxis(KpiHistory history)
    {
        var values = history.Windows.SelectMany(window => (double[])[window.Value, window.Frozen, window.Limit]).Select(value => value * history.Scale);
        if (!history.IsShare) return ChartAxis.FromZero(values, history.Unit);
        var axis = ChartAxis.Around(values.Append(100), history.Unit);
        return axis.Max > 100 ? axis with { Max = 100 } : axis;
    }

    static ChartSeries[] Series(KpiHistory history)
    {
        var fresh = new ChartSeries("kept fresh", history.Colour, [.. history.Windows.Select(window => new ChartPoint(
            Middle(window), window.Value * history.Scale, window.Low * history.Scale, window.High * history.Scale))])
        {
            Value = Mean(history, window => window.Value),
            LastIsOpen = history.Windows.Count > 1 && history.Windows[^1].IsOpen,
        };
        if (history.Windows.All(window => double.IsNaN(window.Frozen))) return [fresh];

        var frozen = new ChartSeries($"frozen {history.FrozenVersion}", 8,
            [.. history.Windows.Select(window => new ChartPoint(Middle(window), window.Frozen * history.Scale))])
        {
            Value = Mean(history, window => window.Frozen),
            IsFormer = true,
            LastIsOpen = fresh.LastIsOpen,
        };
        return [frozen, fresh];
    }

    static string Mean(KpiHistory history, Func<KpiWindow, double> value)
    {
        var mean = history.Mean(value) * history.Scale;
        return double.IsNaN(mean) ? "" : history.IsShare ? $"mean {Figures.Number(mean, 1)}%" : $"mean {Figures.Number(mean, mean < 10 ? 2 : 0)}";
    }

    static ChartLane Lane(KpiHistory history, string name, params MarkKind[] kinds) => new(name,
        [.. history.Decisions.Where(decision => decision.Kind is { } kind && kinds.Contains(kind) && !decision.IsFirst).Select(decision => new ChartMark(
            decision.Kind ?? MarkKind.Alert, ChartAxis.Milliseconds(decision.At),
            $"{Figures.Day(decision.At)}: {decision.What}; {decision.Evidence}", decision.Link))]);

    static ChartPoint[] Limit(KpiWindow window, double scale) =>
        [new(ChartAxis.Milliseconds(window.Start), window.Limit * scale), new(ChartAxis.Milliseconds(window.End), window.Limit * scale)];

    static string Note(KpiHistory history, KpiWindow window)
    {
        var interval = double.IsNaN(window.Low) ? "" : $" [{history.Text(window.Low)}, {history.Text(window.High)}]";
        var frozen = double.IsNaN(window.Frozen) ? "" : $" · frozen {history.Text(window.Frozen)}";
        var limit = double.IsNaN(window.Limit) ? "" : $" · limit {history.Text(window.Limit)}";
        var labels = window.IsOpen ? $"{Figures.Percent((double)window.Labels / Math.Max(1, window.Predictions), 0)} of labels"
            : $"{Figures.Number(window.Labels)} of {Figures.Number(window.Predictions)} labels";
        return $"{history.Name(window)}: {history.Text(window.Value)}{interval}{frozen}{limit} · {window.Version} · {labels}";
    }

    static string Finding(KpiHistory history) => history.Last is null
        ? $"{history.Kpi}: no window judged yet."
        : $"{history.Kpi}, {Figures.Span(history.Windows[0].Start, history.Windows[^1].End)}: " +
          $"kept fresh {history.Text(history.Mean(window => window.Value))} {history.Unit} on average" +
          (double.IsNaN(history.Mean(window => window.Frozen)) ? "." : $", frozen first model {history.Text(history.Mean(window => window.Frozen))}.");

    static double Middle(KpiWindow window) => (ChartAxis.Milliseconds(window.Start) + ChartAxis.Milliseconds(window.End)) / 2;
}
