using System.Globalization;

namespace Panta.Data.Reading;

/// <summary>Which texts are values of which type. Spaces around a number or a date do not count.</summary>
static class CsvValues
{
    const int LongestNumber = 400;

    public static bool IsBool(ReadOnlySpan<byte> text) => IsTrueOrFalse(text)
        || (text.Length <= 3 && IsAnyWord(text, ["T", "F", "Y", "N", "YES", "NO", "1", "0"]));

    /// <summary>Whether the text is <c>true</c> or <c>false</c>: other words mean truth only where the type is given.</summary>
    public static bool IsTrueOrFalse(ReadOnlySpan<byte> text) => text.Length is 4 or 5 && IsAnyWord(text, ["TRUE", "FALSE"]);

    public static bool IsInteger(ReadOnlySpan<byte> text, char? thousands, long min, long max)
    {
        if (thousands is null) return TryInteger(text, out var integer) && integer >= min && integer <= max;

        Span<byte> plain = stackalloc byte[LongestNumber];
        return TryPlain(text, '.', thousands, plain, out var length) && TryInteger(plain[..length], out var value) && value >= min && value <= max;
    }

    /// <summary>The integer that a text is: digits behind a sign or none.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        text = text.Trim((byte)' ');
        var negative = text.Length > 0 && text[0] == '-';
        var digits = negative || (text.Length > 0 && text[0] == '+') ? text[1..] : text;
        if (digits.IsEmpty) return false;

        foreach (var character in digits)
        {
            var digit = (uint)character - '0';
            if (digit > 9) return false;

            value = unchecked(value * 10 + digit);
        }

        // More digits may be too many.
        if (digits.Length > 18) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

        if (negative) value = -value;
        return true;
    }

    public static bool IsNumber(ReadOnlySpan<byte> text, char separator, char? thousands)
    {
        Span<byte> plain = stackalloc byte[LongestNumber];
        if (!TryPlain(text, separator, thousands, plain, out var length)) return IsNamedNumber(text.Trim((byte)' '));
        return double.TryParse(plain[..length], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out _);
    }

    public static bool IsDecimal(ReadOnlySpan<byte> text, char separator, char? thousands, int precision, int scale)
    {
        Span<byte> plain = stackalloc byte[LongestNumber];
        if (!TryPlain(text, separator, thousands, plain, out var length)) return false;

        ReadOnlySpan<byte> digits = plain[..length];
        if (digits[0] is (byte)'+' or (byte)'-') digits = digits[1..];
        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        return whole.Length + fraction.Length > 0 && whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && whole.TrimStart((byte)'0').Length <= precision - scale && fraction.TrimEnd((byte)'0').Length <= scale;
    }

    /// <summary>Whether an integer is written with a zero before its digits, as codes and numbers of post are.</summary>
    public static bool HasLeadingZero(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" +-"u8);
        return text.Length > 1 && text[0] == '0' && text[1] is >= (byte)'0' and <= (byte)'9';
    }

    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        return TryDate(ref text) && text.IsEmpty;
    }

    /// <summary>Whether the text is a date, or a date and a time, of ISO 8601 with a space or a T between them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zoned">Whether it says its zone.</param>
    public static bool IsTime(ReadOnlySpan<byte> text, out bool zoned)
    {
        zoned = false;
        text = text.Trim((byte)' ');
        if (!TryDate(ref text)) return false;
        if (text.IsEmpty) return true;
        if (text[0] is not ((byte)' ' or (byte)'T')) return false;

        text = text[1..];
        if (!TryDigits(ref text, 2, 2, 0, 23) || !TryByte(ref text, (byte)':') || !TryDigits(ref text, 2, 2, 0, 59)) return false;
        if (TryByte(ref text, (byte)':') && !TryDigits(ref text, 2, 2, 0, 59)) return false;
        if (TryByte(ref text, (byte)'.') && !TryDigits(ref text, 1, 9, 0, int.MaxValue)) return false;

        zoned = !text.IsEmpty;
        return text.IsEmpty || text.SequenceEqual("Z"u8) || TryOffset(text);
    }

    static bool TryOffset(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text[0] == ' ') text = text[1..];
        if (!TryByte(ref text, (byte)'+') && !TryByte(ref text, (byte)'-')) return false;
        if (!TryDigits(ref text, 2, 2, 0, 15)) return false;
        return text.IsEmpty || (TryByte(ref text, (byte)':') && TryDigits(ref text, 2, 2, 0, 59) && text.IsEmpty);
    }

    static bool TryDate(ref ReadOnlySpan<byte> text)
    {
        var rest = text;
        if (!TryDigits(ref rest, 4, 4, 1, 9999) || !TryByte(ref rest, (byte)'-') || !TryDigits(ref rest, 1, 2, 1, 12)
            || !TryByte(ref rest, (byte)'-')) return false;

        var year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
        var month = text[6] == '-' ? text[5] - '0' : (text[5] - '0') * 10 + text[6] - '0';
        if (!TryDigits(ref rest, 1, 2, 1, DateTime.DaysInMonth(year, month))) return false;

        text = rest;
        return true;
    }

    static bool TryByte(ref ReadOnlySpan<byte> text, byte expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;

        text = text[1..];
        return true;
    }

    static bool TryDigits(ref ReadOnlySpan<byte> text, int fewest, int most, int min, int max)
    {
        var (count, value) = (0, 0);
        while (count < most && count < text.Length && text[count] is >= (byte)'0' and <= (byte)'9') value = value * 10 + text[count++] - '0';
        text = text[count..];
        return count >= fewest && value >= min && value <= max;
    }

    // The number with a point before its fraction and nothing between its thousands; false where it has other characters than a number's, or groups of other
    // than three digits.
    static bool TryPlain(ReadOnlySpan<byte> text, char separator, char? thousands, Span<byte> plain, out int length)
    {
        length = 0;
        text = text.Trim((byte)' ');
        if (text.IsEmpty || text.Length > LongestNumber) return false;

        var (digits, groups) = (0, 0);
        foreach (var c in text)
        {
            if (c == thousands)
            {
                if (digits == 0 || digits > 3 || (groups > 0 && digits != 3)) return false;
                (digits, groups) = (0, groups + 1);
                continue;
            }

            var isDigit = c is >= (byte)'0' and <= (byte)'9';
            if (!isDigit && groups > 0 && digits != 3) return false;
            if (!isDigit && c != separator && c is not ((byte)'+' or (byte)'-' or (byte)'e' or (byte)'E')) return false;

            // Behind the fraction's point there are no groups any more.
            (digits, groups) = isDigit ? (digits + 1, groups) : (length == 0 && c != separator ? 0 : 4, 0);
            plain[length++] = c == separator ? (byte)'.' : c;
        }

        return length > 0 && (groups == 0 || digits == 3);
    }

    static bool IsNamedNumber(ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        return text.Length is 3 or 8 && IsAnyWord(text, ["NAN", "INF", "INFINITY"]);
    }

    static bool IsAnyWord(ReadOnlySpan<byte> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
            if (System.Text.Ascii.EqualsIgnoreCase(text, word)) return true;
        return false;
    }
}
