using System.Globalization;

namespace Panta.Monitoring.Drift;

/// <summary>Numbers as a sentence says them: enough digits to judge by, none that only shake.</summary>
static class Digits
{
    /// <summary>Three significant digits, in whole numbers from 1,000 on.</summary>
    public static string Of(double? value)
    {
        if (value is not { } x || !double.IsFinite(x) || x == 0) return value is 0 ? "0" : $"{value}";
        var decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(x))), 0, 6);
        return x.ToString($"#,0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
    }

    /// <summary>A p-value: 0.03, 4 × 10⁻⁷, never 0.</summary>
    public static string P(double? p)
    {
        if (p is not { } x || x >= 0.001 || double.IsNaN(x)) return p is null ? "–" : $"{p.Value.ToString("0.###", CultureInfo.InvariantCulture)}";
        if (x < 1e-300) return "under 10⁻³⁰⁰";
        var exponent = (int)Math.Floor(Math.Log10(x));
        if (Math.Round(x / Math.Pow(10, exponent)) >= 10) exponent++;
        var digits = string.Concat($"{-exponent}".Select(c => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
        return $"{Math.Round(x / Math.Pow(10, exponent)).ToString(CultureInfo.InvariantCulture)} × 10⁻{digits}";
    }
}
