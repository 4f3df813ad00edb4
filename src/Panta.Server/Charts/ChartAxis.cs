namespace Panta.Server.Charts;

/// <summary>One axis of a <see cref="Chart"/>: its range, scale and unit.</summary>
/// <param name="Min">Smallest value shown; on a time axis milliseconds since 1970 in UTC.</param>
/// <param name="Max">Largest value shown; above <paramref name="Min"/>.</param>
public sealed record ChartAxis(double Min, double Max)
{
    /// <summary>What the axis counts, with its unit; stands once, at its top or end. Default empty.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether values are instants in UTC. Default false.</summary>
    public bool IsTime { get; init; }

    /// <summary>Whether the scale is logarithmic; then <see cref="Min"/> is above 0. Default false.</summary>
    public bool IsLog { get; init; }

    /// <summary>Text after each tick, such as " %". Default empty.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Whether ticks carry a sign, as differences do. Default false.</summary>
    public bool Signed { get; init; }

    /// <summary>A time axis from <paramref name="start"/> to <paramref name="end"/>.</summary>
    /// <param name="start">The left edge.</param>
    /// <param name="end">The right edge; moved a second later where it is not after <paramref name="start"/>.</param>
    public static ChartAxis Time(DateTimeOffset start, DateTimeOffset end) =>
        new(Milliseconds(start), Math.Max(Milliseconds(end), Milliseconds(start) + 1000)) { IsTime = true };

    /// <summary>An axis from 0 that holds every finite value, its end on a tick.</summary>
    /// <param name="values">What must fit; NaN and infinities are passed over.</param>
    /// <param name="unit">The unit at its top.</param>
    public static ChartAxis FromZero(IEnumerable<double> values, string unit) => Around(values.Append(0), unit);

    /// <summary>An axis that holds every finite value, both ends on ticks; 0 to 1 where there is none.</summary>
    /// <param name="values">What must fit; NaN and infinities are passed over.</param>
    /// <param name="unit">The unit at its top.</param>
    public static ChartAxis Around(IEnumerable<double> values, string unit)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        double low = finite.Length > 0 ? finite.Min() : 0, high = finite.Length > 0 ? finite.Max() : 1;
        if (low == high) (low, high) = low == 0 ? (0, 1) : (low - (Math.Abs(low) / 10), high + (Math.Abs(high) / 10));
        var step = Ticks.Step(high - low, 5);
        return new(Math.Floor(low / step * (1 + 1e-12)) * step, Math.Ceiling(high / step * (1 - 1e-12)) * step) { Unit = unit };
    }

    /// <summary>A logarithmic axis that holds every value above 0; 1 to 10 where there is none.</summary>
    /// <param name="values">What must fit; NaN, infinities and values of 0 or less are passed over.</param>
    /// <param name="unit">The unit at its top.</param>
    public static ChartAxis Log(IEnumerable<double> values, string unit)
    {
        var positive = values.Where(value => double.IsFinite(value) && value > 0).ToArray();
        if (positive.Length == 0) return new(1, 10) { Unit = unit, IsLog = true };
        double low = Ticks.LogFloor(positive.Min()), high = Ticks.LogCeiling(positive.Max());
        return new(low, low == high ? low * 10 : high) { Unit = unit, IsLog = true };
    }

    /// <summary>An instant as a value of a time axis.</summary>
    /// <param name="time">The instant.</param>
    public static double Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    internal double Share(double value) => IsLog
        ? (Math.Log10(Math.Clamp(value, Min, Max)) - Math.Log10(Min)) / (Math.Log10(Max) - Math.Log10(Min))
        : (Math.Clamp(value, Min, Max) - Min) / (Max - Min);
}
