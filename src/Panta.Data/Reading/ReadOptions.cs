using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>How a file is read. What is not given is found out from the file.</summary>
public sealed record ReadOptions
{
    /// <summary>Gets the format. Default null: by the file's extension.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>Gets whether the first line of a CSV file names the columns. Default null: found out.</summary>
    public bool? Header { get; init; }

    /// <summary>Gets the character between the values of a CSV line. Default null: found out among comma, semicolon, tab and bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Gets the types of columns of a CSV or JSON file, by name; flat types only. Default none: found out.</summary>
    public ImmutableSortedDictionary<string, DataType> Types { get; init; } = ImmutableSortedDictionary<string, DataType>.Empty;

    /// <summary>Gets how timestamps are written in a CSV or JSON file, by the letters of strptime (<c>%d.%m.%Y %H:%M</c>). Default null: ISO 8601 and a few others.</summary>
    public string? TimestampFormat { get; init; }

    /// <summary>Gets the texts of a CSV file that mean null, in quotes or not. Default: the empty one.</summary>
    public ImmutableArray<string> NullTexts { get; init; } = [""];

    /// <summary>Gets whether timestamps without a zone are instants in UTC (timestamp) and not times of no zone (timestamp_ntz). Default false.</summary>
    public bool TimestampsAreUtc { get; init; }
}
