using System.Globalization;

namespace Panta.Server.Pages;

/// <summary>Numbers, times and their absence in words, one form for each kind everywhere on the page.</summary>
static class Figures
{
    /// <summary>What stands for a value that was not logged.</summary>
    public const string None = "–";

    static readonly string[] _units = ["kB", "MB", "GB", "TB"];

    /// <summary>1,234.5 with a true minus; null is an en dash, NaN and the infinities are said.</summary>
    public static string Number(double? value, int decimals = 0) => value switch
    {
        null => None,
        double.NaN => "NaN",
        double.PositiveInfinity => "∞",
        double.NegativeInfinity => "−∞",
        _ => Minus(Zero(value.Value, decimals).ToString($"N{decimals}", CultureInfo.InvariantCulture)),
    };

    /// <summary>Three to four significant digits; under 0.001 and from 10⁷ as 3.2 × 10⁻⁵.</summary>
    public static string Real(double? value)
    {
        if (value is not { } x || !double.IsFinite(x)) return Number(value);
        if (x == 0) return "0";
        var size = Math.Abs(x);
        if (size is < 0.001 or >= 1e7) return Power(x, 1);
        return Number(x, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4).TrimZeros();
    }

    /// <summary>17,379 below 10,000 exactly, then 17.4 k, 1.2 M; the exact number belongs in a title.</summary>
    public static string Compact(long value) => Math.Abs(value) switch
    {
        < 10_000 => Number(value),
        < 1_000_000 => $"{Number(value / 1e3, 1)} k",
        < 1_000_000_000 => $"{Number(value / 1e6, 1)} M",
        _ => $"{Number(value / 1e9, 1)} G",
    };

    /// <summary>+1.9 or −7.5.</summary>
    public static string Signed(double value, int decimals = 1) => (Zero(value, decimals) > 0 ? "+" : "") + Number(value, decimals);

    /// <summary>[−9.1, −5.9].</summary>
    public static string Interval(double low, double high, int decimals = 1) => $"[{Signed(low, decimals)}, {Signed(high, decimals)}]";

    /// <summary>A share in [0, 1] as 93.2 %.</summary>
    public static string Percent(double? share, int decimals = 1) => share is null ? None : $"{Number(share * 100, decimals)} %";

    /// <summary>p 0.03 or p 4 × 10⁻⁷; never 0.000.</summary>
    public static string PValue(double p) => p switch
    {
        < 1e-300 => "p < 10⁻³⁰⁰",
        < 0.001 => $"p {Power(p, 0)}",
        < 0.1 => $"p {p.ToString("0.###", CultureInfo.InvariantCulture)}",
        _ => $"p {p.ToString("0.##", CultureInfo.InvariantCulture)}",
    };

    /// <summary>85 µs · 340 ms · 4.2 s · 3 min 05 s · 2 h 14 min · 3 d 4 h.</summary>
    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => None,
        { TotalMilliseconds: > 0 and < 0.95 } d => $"{Number(d.TotalMicroseconds)} µs",
        { TotalSeconds: < 1 } d => $"{Number(d.TotalMilliseconds, d.TotalMilliseconds < 10 ? 1 : 0)} ms",
        { TotalSeconds: < 60 } d => $"{Number(d.TotalSeconds, 1)} s",
        { TotalMinutes: < 60 } d => $"{d.Minutes} min {d.Seconds:00} s",
        { TotalHours: < 24 } d => $"{d.Hours} h {d.Minutes:00} min",
        { } d => $"{Number(d.Days)} d {d.Hours} h",
    };

    /// <summary>412 kB, in powers of ten.</summary>
    public static string Bytes(long bytes)
    {
        if (bytes < 1000) return $"{bytes} B";
        double size = bytes / 1000.0;
        var unit = 0;
        for (; size >= 999.95 && unit < _units.Length - 1; unit++) size /= 1000;
        return $"{Number(size, size < 99.95 ? 1 : 0)} {_units[unit]}";
    }

    /// <summary>31 Dec 2012.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>31 Dec 2012, 23:00 UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>2012-12-31T23:00:00Z, for titles, copies and CSV.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>25 Aug – 16 Nov 2012; the year of the start only where it differs.</summary>
    public static string Span(DateTimeOffset start, DateTimeOffset end) =>
        start.UtcDateTime.Year == end.UtcDateTime.Year ? $"{Day(start)[..^5]} – {Day(end)}" : $"{Day(start)} – {Day(end)}";

    /// <summary>"3 min ago"; just now under a second or in the future.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now) => (now - time) switch
    {
        { TotalSeconds: < 1 } => "just now",
        { TotalSeconds: < 60 } d => $"{d.Seconds} s ago",
        { TotalMinutes: < 60 } d => $"{d.Minutes} min ago",
        { TotalHours: < 24 } d => $"{d.Hours} h ago",
        { } d => $"{d.Days} d ago",
    };

    /// <summary>"1 run", "2 runs".</summary>
    public static string Count(long count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? $"{one}s")}";

    /// <summary>The first eight digits of an id.</summary>
    public static string Short(string id) => id.Length > 8 ? id[..8] : id;

    /// <summary>Equal decimals for a column: three significant digits of its spread, at most six, and no more than the values have.</summary>
    public static int Decimals(IEnumerable<double?> column)
    {
        var finite = column.Where(value => value is { } x && double.IsFinite(x)).Select(value => value ?? 0).ToArray();
        if (finite.Length == 0 || finite.All(value => value == Math.Floor(value) && Math.Abs(value) < 1e15)) return 0;
        var spread = finite.Max() - finite.Min();
        if (spread == 0) spread = Math.Abs(finite[0]);
        var wanted = spread == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(spread)), 0, 6);
        while (wanted > 0 && finite.All(value => Math.Abs(value - Math.Round(value, wanted - 1)) <= Math.Abs(value) * 1e-9)) wanted--;
        return wanted;
    }

    /// <summary>
    /// Values side by side, with equal decimals (<see cref="Decimals"/>). Where these would show a value as zero that is none, or different values alike, each
    /// has as many significant digits as tell all apart.
    /// </summary>
    public static IReadOnlyList<string> Beside(IReadOnlyList<double?> values)
    {
        var (decimals, apart) = (Decimals(values), values.Distinct().Count());
        var isFar = values.Any(value => value is { } x && double.IsFinite(x) && x != 0 && (Math.Round(x, decimals) == 0 || Math.Abs(x) >= 1e9));
        IEnumerable<Func<double?, string>> forms =
        [
            .. isFar ? [] : new Func<double?, string>[] { value => Number(value, decimals) },
            .. Enumerable.Range(3, 13).Select(digits => (Func<double?, string>)(value => Significant(value, digits))),
        ];
        return forms.Select(form => values.Select(form).ToArray()).FirstOrDefault(texts => texts.Distinct().Count() == apart)
            ?? [.. values.Select(value => value is { } x && double.IsFinite(x) ? Minus(x.ToString("R", CultureInfo.InvariantCulture)) : Number(value))];
    }

    static string Significant(double? value, int digits)
    {
        if (value is not { } x || !double.IsFinite(x) || x == 0) return Number(value);
        var size = Math.Abs(x);
        return size is < 0.001 or >= 1e7 ? Power(x, digits - 1) : Number(x, Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(size)), 0, 15));
    }

    static string Power(double value, int decimals)
    {
        var exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        var mantissa = Math.Round(value / Math.Pow(10, exponent), decimals);
        if (Math.Abs(mantissa) >= 10) (mantissa, exponent) = (mantissa / 10, exponent + 1);
        return $"{Number(mantissa, decimals)} × 10{Superscript(exponent)}";
    }

    static string Superscript(int exponent) => string.Concat($"{exponent}".Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    static string TrimZeros(this string text) => text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    static string Minus(string text) => text.Replace('-', '−');

    static double Zero(double value, int decimals) => Math.Round(value, Math.Min(decimals, 15)) == 0 ? 0 : value;
}
