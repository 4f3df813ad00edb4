using System.Collections.Immutable;
using System.Globalization;

namespace Panta.Data.Reading;

/// <summary>A form of dates or times in the letters of strptime, and whether a text has it: what DuckDB's strptime reads, but years have four digits.</summary>
sealed class TimeFormat
{
    const string Letters = "dmYyHIMSfpbBaAzj";

    static readonly ImmutableArray<string> Months =
        [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames.Take(12).Select(name => name.ToUpperInvariant())];

    static readonly ImmutableArray<string> Days = [.. CultureInfo.InvariantCulture.DateTimeFormat.DayNames.Select(name => name.ToUpperInvariant())];

    TimeFormat(string pattern, ImmutableArray<(char Letter, char Literal)> parts)
    {
        Pattern = pattern;
        Parts = parts;
        HasTime = parts.Any(part => part.Letter is 'H' or 'I' or 'M' or 'S' or 'f' or 'p');
        HasZone = parts.Any(part => part.Letter == 'z');
        HasYear = parts.Any(part => part.Letter == 'Y');
    }

    /// <summary>Gets the letters.</summary>
    public string Pattern { get; }

    /// <summary>Gets whether there is a time of day in it.</summary>
    public bool HasTime { get; }

    /// <summary>Gets whether there is a zone in it.</summary>
    public bool HasZone { get; }

    /// <summary>Gets whether the year has four digits.</summary>
    public bool HasYear { get; }

    ImmutableArray<(char Letter, char Literal)> Parts { get; }

    /// <summary>Reads the letters of a form.</summary>
    /// <exception cref="ArgumentException">A letter is none of strptime's, or none that is checked here.</exception>
    public static TimeFormat Parse(string pattern)
    {
        var parts = ImmutableArray.CreateBuilder<(char, char)>();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%')
            {
                parts.Add(('\0', pattern[i]));
                continue;
            }

            if (i + 1 < pattern.Length && pattern[i + 1] == '-') i++;
            var letter = ++i < pattern.Length ? pattern[i] : '\0';
            if (letter == '%') parts.Add(('\0', '%'));
            else if (Letters.Contains(letter, StringComparison.Ordinal)) parts.Add((letter, '\0'));
            else
                throw new ArgumentException(
                    $"The form '{pattern}' has a letter that is not known after %. "
                    + $"Allowed: {string.Join(", ", Letters.Select(known => $"%{known}"))} and %%, for example %d.%m.%Y %H:%M.");
        }

        return new(pattern, parts.ToImmutable());
    }

    /// <summary>Whether a text has this form and is a day of the calendar.</summary>
    public bool Matches(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        var (at, year, month, day) = (0, 2000, 1, 1);
        foreach (var (letter, literal) in Parts)
        {
            if (letter == '\0')
            {
                if (at >= text.Length || text[at++] != literal) return false;
                continue;
            }

            if (!TryPart(letter, text, ref at, out var value)) return false;
            if (letter is 'Y') year = value;
            else if (letter is 'y') year = value + (value < 69 ? 2000 : 1900);
            else if (letter is 'm' or 'b' or 'B') month = value;
            else if (letter is 'd') day = value;
        }

        return at == text.Length && day <= DateTime.DaysInMonth(year, month);
    }

    static bool TryPart(char letter, ReadOnlySpan<byte> text, ref int at, out int value) => letter switch
    {
        'Y' => TryNumber(text, ref at, 4, 4, 1000, 9999, out value),
        'm' => TryNumber(text, ref at, 1, 2, 1, 12, out value),
        'd' => TryNumber(text, ref at, 1, 2, 1, 31, out value),
        'y' => TryNumber(text, ref at, 1, 2, 0, 99, out value),
        'H' => TryNumber(text, ref at, 1, 2, 0, 23, out value),
        'I' => TryNumber(text, ref at, 1, 2, 1, 12, out value),
        'M' or 'S' => TryNumber(text, ref at, 1, 2, 0, 59, out value),
        'f' => TryNumber(text, ref at, 1, 6, 0, 999_999, out value),
        'j' => TryNumber(text, ref at, 1, 3, 1, 366, out value),
        'p' => TryName(text, ref at, ["AM", "PM"], 2, out value),
        'b' => TryName(text, ref at, Months, 3, out value),
        'B' => TryName(text, ref at, Months, int.MaxValue, out value),
        'a' => TryName(text, ref at, Days, 3, out value),
        'A' => TryName(text, ref at, Days, int.MaxValue, out value),
        _ => TryZone(text, ref at, out value),
    };

    static bool TryNumber(ReadOnlySpan<byte> text, ref int at, int fewest, int most, int min, int max, out int value)
    {
        var start = at;
        value = 0;
        while (at < text.Length && at - start < most && text[at] is >= (byte)'0' and <= (byte)'9') value = value * 10 + text[at++] - '0';
        return at - start >= fewest && value >= min && value <= max;
    }

    static bool TryName(ReadOnlySpan<byte> text, ref int at, ImmutableArray<string> names, int length, out int value)
    {
        for (value = 1; value <= names.Length; value++)
        {
            var name = names[value - 1].AsSpan(0, Math.Min(length, names[value - 1].Length));
            if (at + name.Length > text.Length || !IsName(text.Slice(at, name.Length), name)) continue;

            at += name.Length;
            return true;
        }

        return false;
    }

    static bool IsName(ReadOnlySpan<byte> text, ReadOnlySpan<char> upper)
    {
        for (var i = 0; i < text.Length; i++)
            if ((text[i] & ~0x20) != upper[i]) return false;
        return true;
    }

    static bool TryZone(ReadOnlySpan<byte> text, ref int at, out int value)
    {
        value = 0;
        if (at >= text.Length || text[at] is not ((byte)'+' or (byte)'-')) return false;

        at++;
        if (!TryNumber(text, ref at, 2, 2, 0, 15, out value)) return false;
        if (at == text.Length) return true;
        if (text[at] == ':') at++;
        return TryNumber(text, ref at, 2, 2, 0, 59, out value);
    }
}
