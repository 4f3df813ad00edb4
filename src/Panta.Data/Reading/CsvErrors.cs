using System.Globalization;
using System.Text.RegularExpressions;

namespace Panta.Data.Reading;

/// <summary>What DuckDB says of a CSV file, told by file, line, text and reason.</summary>
static partial class CsvErrors
{
    // What the reader, strptime, the checks of values and casts say; a cast of the user's own says so too.
    static readonly string[] Words = ["CSV", "is not of its column's type", "a year has fewer", "Could not", "could not", "onversion", "out of range",
        "nvalid unicode"];

    /// <summary>
    /// The first malformed row, which another look through the files finds; DuckDB's own words where it finds none; null where the failure is none of the
    /// files'.
    /// </summary>
    public static Exception? Explain(CsvPlan plan, DuckDbException error)
    {
        if (!Words.Any(word => error.Message.Contains(word, StringComparison.Ordinal))) return null;

        foreach (var file in plan.Files.Where(file => file.Clean is null))
        {
            try
            {
                if (CsvMalformed.Rows(plan, file, CancellationToken.None).FirstOrDefault() is { } malformed) return malformed.ToError(error);
                if (CsvMalformed.FirstOtherLineEnd(plan, file, CancellationToken.None) is { } line)
                    return new FileReadException(file.Head.Path, line,
                        "its end is another than that of the lines before (line feed, carriage return, or both). With Malformed = Drop or Quarantine such "
                        + "files are read.", error);
            }
            catch (FileReadException broken)
            {
                return broken;
            }
            catch (IOException gone)
            {
                return new FileReadException(file.Head.Path, null, gone.Message, error);
            }
        }

        // The names that the columns have while they are read.
        var isOfFile = error.Message.Contains("CSV", StringComparison.Ordinal) || error.Message.Contains("source column panta", StringComparison.Ordinal);
        return isOfFile ? Shortened(plan.Files[0].Head.Path, error) : null;
    }

    /// <summary>DuckDB's message without its page of settings and advice about its own parameters.</summary>
    public static FileReadException Shortened(string path, DuckDbException error)
    {
        var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var number = LineNumber().Match(error.Message) is { Success: true } match
            && long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var line) ? line : (long?)null;
        var original = lines.FirstOrDefault(text => text.StartsWith("Original Line:", StringComparison.Ordinal));
        if (original is null) return new(path, number, lines.Length > 0 ? lines[0] : error.Message, error);

        var reason = lines.SkipWhile(text => text != original).Skip(1).FirstOrDefault() ?? lines[0];
        return new(path, number, $"{reason.TrimEnd('.')}. The line: {original["Original Line:".Length..].Trim()}", error);
    }

    [GeneratedRegex("(?:CSV Error on Line: |in line )([0-9]+)")]
    private static partial Regex LineNumber();
}
