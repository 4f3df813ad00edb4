namespace Panta.Server.Charts;

/// <summary>Where an axis has ticks and what they say.</summary>
static class Ticks
{
    static readonly string[] _months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    static readonly TimeSpan[] _spans =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12),
        TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(7), TimeSpan.FromDays(14),
    ];

    static readonly int[] _monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];

    /// <summary>The least of 1, 2, 2.5, 5 × 10ᵏ that divides a range into at most <paramref name="most"/> parts.</summary>
    public static double Step(double range, int most)
    {
        var rough = Math.Max(range / most, 1e-300);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 2.5, 5])
            if (factor * power >= rough * (1 - 1e-9)) return factor * power;
        return 10 * power;
    }

    public static double LogFloor(double value) => Snap(value, false);

    public static double LogCeiling(double value) => Snap(value, true);

    /// <summary>Ticks of an axis, at most <paramref name="most"/> + 1, each with its text.</summary>
    public static IReadOnlyList<(double Value, string Text)> Of(ChartAxis axis, int most)
    {
        if (axis.IsTime) return OfTime(axis, most);
        if (axis.IsLog) return OfLog(axis, most);

        var step = Step(axis.Max - axis.Min, most);
        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        if (decimals < 12 && Math.Abs(Math.Round(step, decimals) - step) > step * 1e-6) decimals++;
        var first = (long)Math.Ceiling((axis.Min / step) - 1e-9);
        var last = (long)Math.Floor((axis.Max / step) + 1e-9);
        return [.. Enumerable.Range(0, (int)Math.Min(last - first + 1, 100)).Select(k => (first + k) * step)
            .Select(value => (value, Text(axis, value, decimals)))];
    }

    static string Text(ChartAxis axis, double value, int decimals)
    {
        var text = Math.Abs(value) >= 1e7 ? value.ToString("0.##E+0") : value.ToString($"N{decimals}");
        if (double.Parse(text.Replace(",", "")) == 0) return $"0{axis.Suffix}";
        return (axis.Signed && value > 0 ? "+" : "") + text.Replace('-', '−') + axis.Suffix;
    }

    static double Snap(double value, bool up)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        double[] steps = [1, 2, 5, 10];
        return up ? steps.First(step => step * power >= value * (1 - 1e-9)) * power : steps.Last(step => step * power <= value * (1 + 1e-9)) * power;
    }

    static List<(double Value, string Text)> OfLog(ChartAxis axis, int most)
    {
        foreach (var factors in (double[][])[[1, 2, 5], [1]])
        {
            var ticks = new List<(double Value, string Text)>();
            for (var power = Math.Pow(10, Math.Floor(Math.Log10(axis.Min))); power <= axis.Max * 1.0001; power *= 10)
                foreach (var factor in factors)
                    if (factor * power >= axis.Min * 0.9999 && factor * power <= axis.Max * 1.0001)
                        ticks.Add((factor * power, (factor * power).ToString(factor * power < 1e7 ? "#,0.######" : "0E+0") + axis.Suffix));
            if (ticks.Count is > 0 && (ticks.Count <= most + 2 || factors.Length == 1)) return ticks;
        }
        return [(axis.Min, $"{axis.Min:0.######}"), (axis.Max, $"{axis.Max:0.######}")];
    }

    static List<(double Value, string Text)> OfTime(ChartAxis axis, int most)
    {
        var ticks = new List<(double Value, string Text)>();
        var range = TimeSpan.FromMilliseconds(axis.Max - axis.Min);
        foreach (var span in _spans.Where(span => range / span <= most))
        {
            // Weeks start on Monday: 1970 began on a Thursday.
            var offset = span.Days % 7 == 0 && span.Days > 0 ? TimeSpan.FromDays(4).TotalMilliseconds : 0;
            var first = (Math.Ceiling((axis.Min - offset) / span.TotalMilliseconds) * span.TotalMilliseconds) + offset;
            for (var value = first; value <= axis.Max; value += span.TotalMilliseconds)
                ticks.Add((value, Clock(value, span)));
            return ticks;
        }

        var start = DateTimeOffset.FromUnixTimeMilliseconds((long)axis.Min).UtcDateTime;
        var step = _monthSteps.FirstOrDefault(months => range.TotalDays / 30.44 / months < most + 1, 1200);
        for (var month = (start.Year * 12) + start.Month - 1; ticks.Count <= most + 2; month++)
        {
            if (month % step != 0) continue;
            var at = (new DateTime(month / 12, (month % 12) + 1, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalMilliseconds;
            if (at > axis.Max) break;
            if (at >= axis.Min) ticks.Add((at, Month(month, ticks.Count == 0 || step >= 6)));
        }
        return ticks;
    }

    static string Month(int month, bool first) => first || month % 12 == 0 ? $"{_months[month % 12]} {month / 12}" : _months[month % 12];

    static string Clock(double value, TimeSpan span)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds((long)value).UtcDateTime;
        if (span >= TimeSpan.FromDays(1) || time.TimeOfDay == TimeSpan.Zero) return $"{time.Day} {_months[time.Month - 1]}";
        return span >= TimeSpan.FromMinutes(1) ? $"{time:HH:mm}" : $"{time:HH:mm:ss}";
    }
}
