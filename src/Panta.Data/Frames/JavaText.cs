using System.Globalization;
using System.Numerics;

namespace Panta.Data.Frames;

/// <summary>Values as Spark writes them: numbers as Java does (<c>13.0</c>, <c>1.0E-5</c>), with the fewest digits that tell them apart.</summary>
static class JavaText
{
    /// <summary>A value's text; null is null.</summary>
    /// <param name="value">A value as <see cref="Tables.Column.Value"/> gives it.</param>
    public static string? Of(object? value) => value switch
    {
        null => null,
        bool truth => truth ? "true" : "false",
        double number => Of(number, number.ToString("R", CultureInfo.InvariantCulture)),
        float number => Of(number, number.ToString("R", CultureInfo.InvariantCulture)),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => Of(instant.UtcDateTime),
        DateTime local when local.Ticks % TimeSpan.TicksPerSecond == 0 => local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToHexString(bytes),
        double[] slots => $"[{string.Join(",", slots.Select(slot => Of(slot)))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>A finite number as Java's <c>BigDecimal.valueOf</c> writes it: without a power of ten.</summary>
    public static string Plain(double number)
    {
        var (digits, exponent) = Parts(Math.Abs(number).ToString("R", CultureInfo.InvariantCulture));
        if (digits.Length == 0 || exponent is >= -3 and <= 6) return Of(number)!;

        var sign = number < 0 ? "-" : "";
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";

        return digits.Length <= exponent + 1 ? $"{sign}{digits.PadRight(exponent + 1, '0')}" : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>The mean of decimal numbers as Spark gives it: four digits more than they have, rounded half up.</summary>
    /// <param name="sum">Their sum, unscaled.</param>
    /// <param name="scale">The sum's digits after the point.</param>
    /// <param name="count">How many there are; at least 1.</param>
    public static string Mean(Int128 sum, int scale, long count)
    {
        var digits = Math.Min(scale + 4, 38);
        var scaled = BigInteger.Abs((BigInteger)sum) * BigInteger.Pow(10, digits - scale);
        var text = ((2 * scaled + count) / (2 * (BigInteger)count)).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        return $"{(sum < 0 && text.Any(digit => digit != '0') ? "-" : "")}{text[..^digits]}.{text[^digits..]}";
    }

    static string Of(double number, string shortest)
    {
        if (double.IsNaN(number)) return "NaN";
        if (double.IsInfinity(number)) return number > 0 ? "Infinity" : "-Infinity";

        var sign = double.IsNegative(number) ? "-" : "";
        var (digits, exponent) = Parts(shortest.TrimStart('-'));
        if (digits.Length == 0) return $"{sign}0.0";
        if (exponent is < -3 or > 6) return $"{sign}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent.ToString(CultureInfo.InvariantCulture)}";
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";

        var whole = digits.PadRight(exponent + 1, '0');
        return $"{sign}{whole[..(exponent + 1)]}.{(whole.Length > exponent + 1 ? whole[(exponent + 1)..] : "0")}";
    }

    // The digits without zeros at either end, and the power of ten of the first.
    static (string Digits, int Exponent) Parts(string text)
    {
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var power = at < 0 ? 0 : int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture);
        var mantissa = at < 0 ? text : text[..at];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = all.TrimStart('0');
        return (significant.TrimEnd('0'), power + (point < 0 ? mantissa.Length : point) - (all.Length - significant.Length) - 1);
    }
}
