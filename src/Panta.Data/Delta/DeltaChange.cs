namespace Panta.Data.Delta;

/// <summary>What a change did to a table. Rows that are only copied from an old file into a new one count as neither.</summary>
/// <param name="Version">The version that it made; the newest one where there was nothing to change, and nothing was written.</param>
public sealed record DeltaChange(long Version)
{
    /// <summary>Gets the number of rows that were put in. Default 0.</summary>
    public long Inserted { get; init; }

    /// <summary>Gets the number of rows that got other values. Default 0.</summary>
    public long Updated { get; init; }

    /// <summary>Gets the number of rows that are gone; null where whole files were replaced that do not say how many rows they hold. Default 0.</summary>
    public long? Deleted { get; init; } = 0;

    /// <summary>Gets the number of rows that were copied, unchanged, because they lay in a file with others. Default 0.</summary>
    public long Copied { get; init; }

    /// <summary>Gets the number of files that were put in. Default 0.</summary>
    public int FilesAdded { get; init; }

    /// <summary>Gets the number of files that were taken out. Default 0.</summary>
    public int FilesRemoved { get; init; }

    /// <summary>Gets the number of files that had to be opened to find out what changes. Default 0.</summary>
    public int FilesScanned { get; init; }
}
