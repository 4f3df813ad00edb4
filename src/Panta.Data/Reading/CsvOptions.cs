using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>How CSV files are read. What is not given is found out from the files.</summary>
public sealed record CsvOptions
{
    /// <summary>Gets whether the first line names the columns. Default null: found out.</summary>
    public bool? Header { get; init; }

    /// <summary>Gets the names of the columns, in place of the header's. Default none: the header's, else <c>column0</c>, <c>column1</c> …</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Gets the character between the values, of ASCII. Default null: found out among comma, semicolon, tab and bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Gets the character around values that hold delimiters or line ends, of ASCII; null: none. Default <c>"</c>.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>Gets the character before a quote that belongs to a quoted value, of ASCII. Default <c>"</c>: a quote is doubled.</summary>
    public char Escape { get; init; } = '"';

    /// <summary>Gets the character that makes the rest of a line a comment, of ASCII. Default null: none.</summary>
    public char? Comment { get; init; }

    /// <summary>Gets the number of lines before the header, or before the rows, that are passed over; at least 0. Default 0.</summary>
    public int SkipLines { get; init; }

    /// <summary>Gets the whole schema: columns missing in the files, or not in it, are an error. Default null: found out.</summary>
    public Schema? Schema { get; init; }

    /// <summary>Gets the types of some columns, by name; flat types only. Default none: found out.</summary>
    public ImmutableSortedDictionary<string, DataType> Types { get; init; } = ImmutableSortedDictionary<string, DataType>.Empty;

    /// <summary>Gets the texts that mean null. Default: the empty one.</summary>
    public ImmutableArray<string> NullTexts { get; init; } = [""];

    /// <summary>Gets whether <see cref="NullTexts"/> mean null in quotes too. Default true; false tells <c>""</c>, an empty text, from nothing, null.</summary>
    public bool QuotedNulls { get; init; } = true;

    /// <summary>Gets the character before the fraction of a number: a point or a comma. Default a point.</summary>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>Gets the character between the thousands of a number. Default null: none.</summary>
    public char? Thousands { get; init; }

    /// <summary>
    /// Gets how dates are written, by the letters of strptime (<c>%d.%m.%Y</c>). Default null: ISO 8601, or a common form that only one reading fits.
    /// </summary>
    public string? DateFormat { get; init; }

    /// <summary>Gets how timestamps are written, by the letters of strptime (<c>%d.%m.%Y %H:%M</c>). Default null: as for dates.</summary>
    public string? TimestampFormat { get; init; }

    /// <summary>Gets whether timestamps without a zone are instants in UTC (timestamp) and not times of no zone (timestamp_ntz). Default false.</summary>
    public bool TimestampsAreUtc { get; init; }

    /// <summary>Gets the encoding by its name (<c>windows-1252</c>, <c>utf-16</c>). Default null: by the byte order mark, else UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>Gets what becomes of malformed rows. Default: the first one is an error.</summary>
    public MalformedRows Malformed { get; init; } = MalformedRows.Fail;

    /// <summary>Gets whether a column that is not in every file is null where it is missing; false: an error. Default false.</summary>
    public bool AllowMissingColumns { get; init; }

    /// <summary>Gets how many rows are looked at to find out header and types; at least 1. Default 20,480, from up to ten of the files.</summary>
    public int SampleRows { get; init; } = 20_480;

    /// <summary>Gets the longest row, in bytes; 1,024 to 100,000,000. Default 8,388,608. Reading takes a multiple of it in memory.</summary>
    public int MaxRowBytes { get; init; } = 8_388_608;
}
