using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>How JSON files are read. What is not given is found out from the files.</summary>
public sealed record JsonOptions
{
    /// <summary>Gets the whole schema: the fields of each object. Default null: found out.</summary>
    public Schema? Schema { get; init; }

    /// <summary>Gets the types of some columns, by name, nested ones too. Default none: found out.</summary>
    public ImmutableSortedDictionary<string, DataType> Types { get; init; } = ImmutableSortedDictionary<string, DataType>.Empty;

    /// <summary>Gets whether timestamps without a zone are instants in UTC (timestamp) and not times of no zone (timestamp_ntz). Default false.</summary>
    public bool TimestampsAreUtc { get; init; }

    /// <summary>
    /// Gets whether fields that are in no column are left out: of a schema that is given, or that none of the objects looked at had. Default false: such an
    /// object
    /// is malformed.
    /// </summary>
    public bool IgnoreUnknownFields { get; init; }

    /// <summary>Gets what becomes of malformed objects. Default: the first one is an error. In an array nothing is read beyond broken JSON.</summary>
    public MalformedRows Malformed { get; init; } = MalformedRows.Fail;

    /// <summary>Gets the encoding by its name. Default null: by the byte order mark, else UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>Gets how many objects are looked at to find out the types; at least 1. Default 20,480, from up to ten of the files.</summary>
    public int SampleRows { get; init; } = 20_480;

    /// <summary>Gets how deep objects and arrays may lie in each other; 1 to 1,000. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Gets the longest object, in bytes; 1,024 to 1,000,000,000. Default 67,108,864. Reading takes a multiple of it in memory.</summary>
    public int MaxObjectBytes { get; init; } = 67_108_864;
}
