using System.Globalization;

namespace Panta.Cli.Sources;

/// <summary>Values of a query's parameters as the command line writes them.</summary>
static class ParameterText
{
    /// <summary>The value that a text looks like: a number, true or false, null, a date, a time; else the text. In single quotes it is always a text.</summary>
    public static object? Value(string text)
    {
        const NumberStyles Fraction = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

        if (text is ['\'', .., '\'']) return text[1..^1].Replace("''", "'", StringComparison.Ordinal);
        if (text is "null") return null;
        if (text is "true" or "false") return text == "true";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        if (text is not ['.'] && text.Any(char.IsAsciiDigit) && double.TryParse(text, Fraction, CultureInfo.InvariantCulture, out var number)) return number;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day)) return day;
        return Time(text) ?? text;
    }

    static object? Time(string text)
    {
        if (text is not [>= '0' and <= '9', _, _, _, '-', ..] || text.AsSpan().IndexOfAny('T', ' ') != 10) return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local)) return null;

        return local.Kind == DateTimeKind.Unspecified
            ? (object)local
            : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
    }
}
