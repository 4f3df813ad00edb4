using System.Collections.Immutable;

namespace Panta.Data.Reading;

/// <summary>How a <see cref="DuckDb"/> is opened. Extensions are never downloaded, and the settings are locked once it is open.</summary>
public sealed record DuckDbOptions
{
    /// <summary>
    /// Gets the number of threads; at least 1. Default null: one a processor. With more than one, sums of floats over more than 122,880 rows, of files as of
    /// registered tables, may differ in their last bits from run to run; so may the order of rows that nothing orders, as after a join.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>Gets the memory that DuckDB may use before it spills to <see cref="TempFolder"/>, as DuckDB writes it (<c>2GB</c>). Default null: 80 % of the machine's.</summary>
    public string? MemoryLimit { get; init; }

    /// <summary>
    /// Gets the folder for what does not fit in memory; made when needed, emptied when closed. Default null: a folder of its own in the system's temporary
    /// folder.
    /// </summary>
    public string? TempFolder { get; init; }

    /// <summary>Gets whether SQL may read and write files. Default true; false for SQL that users wrote.</summary>
    public bool ExternalAccess { get; init; } = true;

    /// <summary>Gets the folders whose files SQL may use although <see cref="ExternalAccess"/> is false. Default none.</summary>
    public ImmutableArray<string> AllowedFolders { get; init; } = [];

    /// <summary>Gets about how many bytes a batch of a stream may have; batches are of 65,536 rows where that allows it. Default: any number.</summary>
    internal long BatchBytes { get; init; } = long.MaxValue;
}
