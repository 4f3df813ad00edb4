using System.Collections.Immutable;

namespace Panta.Data.Delta;

/// <summary>A data file of the table. <paramref name="Raw"/> is the action as it was read, so that nothing unknown is dropped when it is written to a checkpoint.</summary>
sealed record AddFile(string Path, long Size, ImmutableSortedDictionary<string, string?> PartitionValues, DeletionVector? DeletionVector, string? StatsText, string Raw)
{
    readonly Lazy<FileStatistics> _statistics = new(() => FileStatistics.Parse(StatsText));

    /// <summary>The place of the file among all: files are read in the order in which they were added.</summary>
    public long Order { get; init; }

    public FileStatistics Statistics => _statistics.Value;

    /// <summary>What our writer says of the file's columns; null for files of others. See <see cref="FileColumns"/>.</summary>
    public string? ColumnsDigest { get; init; }

    public (string, string?) Key => (Path, DeletionVector?.Id);
}

/// <summary>A file that is no longer part of the table, kept for VACUUM.</summary>
sealed record RemoveFile(string Path, DeletionVector? DeletionVector, long? DeletionTimestamp, string Raw)
{
    public (string, string?) Key => (Path, DeletionVector?.Id);
}

/// <summary>What is needed to read and write the table. Lists are null below reader 3 and writer 7.</summary>
sealed record Protocol(int Reader, int Writer, ImmutableArray<string>? ReaderFeatures, ImmutableArray<string>? WriterFeatures, string Raw);

/// <summary>The table's identity, schema and properties.</summary>
sealed record Metadata(
    string Id, string SchemaString, ImmutableArray<string> PartitionColumns, ImmutableSortedDictionary<string, string> Configuration, string Raw);

/// <summary>All actions of a commit or a checkpoint that change the state.</summary>
sealed class ActionList
{
    public List<AddFile> Adds { get; } = [];

    public List<RemoveFile> Removes { get; } = [];

    public Dictionary<string, (long Version, string Raw)> Transactions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Domains { get; } = new(StringComparer.Ordinal);

    public Protocol? Protocol { get; set; }

    public Metadata? Metadata { get; set; }

    /// <summary>The commitInfo action as it was read.</summary>
    public string? CommitInfo { get; set; }
}
