namespace Panta.Server.Pages;

/// <summary>The numbers on top of a monitor's page.</summary>
static class MonitorTiles
{
    public static IReadOnlyList<Tile> Of(KpiHistory history)
    {
        var unit = history.Unit;
        double fresh = history.Mean(window => window.Value), frozen = history.Mean(window => window.Frozen), demand = history.Mean(window => window.MeanLabel);
        var covered = history.Windows.Where(window => window.Predictions > 0).ToArray();
        var lowest = covered.MinBy(window => (double)window.Labels / window.Predictions);
        var tiles = new List<Tile>();
        if (history.Last is { } last)
        {
            var interval = double.IsNaN(last.Low) ? "" : $"95 % {history.Text(last.Low)} – {history.Text(last.High)}; ";
            tiles.Add(new(Capital(history.Name(last)), history.Text(last.Value), unit, $"{interval}limit {history.Text(last.Limit)}"));
        }
        tiles.Add(new($"Kept fresh, all {history.Period}s", history.Text(fresh), unit, Share(history, fresh, demand)));
        if (!double.IsNaN(frozen))
            tiles.Add(new($"Frozen {history.FrozenVersion}, all {history.Period}s", history.Text(frozen), unit, Share(history, frozen, demand)));
        tiles.Add(new("Retrains", Figures.Number(history.Retrains), $"in {Figures.Count(history.Windows.Count, history.Period)}",
            $"{history.Promotions} promoted, {history.CountOf(Charts.MarkKind.Kept)} kept"));
        if (lowest is not null)
            tiles.Add(new("Label coverage", Figures.Number(100.0 * covered.Sum(window => window.Labels) / covered.Sum(window => window.Predictions), 1), "%",
                lowest.Labels >= lowest.Predictions
                    ? "every prediction has its label"
                    : $"lowest {Figures.Percent((double)lowest.Labels / lowest.Predictions)}, {history.Name(lowest)}"));
        tiles.Add(new("Alerts", Figures.Number(history.CountOf(Charts.MarkKind.Alert)), "", "about the KPI, so far"));
        return tiles;
    }

    static string Share(KpiHistory history, double value, double demand) =>
        history.IsShare || double.IsNaN(demand) || demand == 0 || double.IsNaN(value)
            ? "mean of all labelled rows"
            : $"{Figures.Percent(value / demand, 0)} of the mean label";

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
