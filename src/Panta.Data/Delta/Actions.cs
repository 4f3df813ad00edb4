using System.Collections.Immutable;

namespace Panta.Data.Delta;

/// <summary>
/// A data file of the table. It keeps what the protocol knows, compactly: a table may have very many. What is unknown in the action is not kept; a checkpoint
/// has no place for it.
/// </summary>
/// <param name="Path">Its path below the table, decoded.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="PartitionValues">The values of partition columns as text, by their names in the files.</param>
/// <param name="DeletionVector">Which of its rows are deleted; null for none.</param>
/// <param name="Stats">Its statistics, JSON in UTF-8; empty where there are none.</param>
sealed record AddFile(
    string Path, long Size, ImmutableSortedDictionary<string, string?> PartitionValues, DeletionVector? DeletionVector, ReadOnlyMemory<byte> Stats)
{
    FileStatistics? _statistics;

    /// <summary>The path as the log writes it.</summary>
    public required string EncodedPath { get; init; }

    public long ModificationTime { get; init; }

    /// <summary>Whether the action changes what is in the table; false in checkpoints.</summary>
    public bool DataChange { get; init; }

    /// <summary>What few files have; null for none of it.</summary>
    public FileExtras? Extras { get; init; }

    /// <summary>In a reading of changes: the vector whose rows are the only ones read; null for all. No log has it.</summary>
    public DeletionVector? Only { get; init; }

    /// <summary>
    /// The place of the file among all: files are read in the order in which they were added. Set once, by the first state that has the file.
    /// </summary>
    public long Order { get; set; }

    /// <summary>Rows in the file, those that are deleted included; null where it is not known.</summary>
    public long? RowCount => FileStatistics.RowCountOf(Stats.Span);

    public FileStatistics Statistics => _statistics ??= FileStatistics.Parse(Stats.Span);

    /// <summary>What our writer says of the file's columns; null for files of others. See <see cref="FileColumns"/>.</summary>
    public string? ColumnsDigest => Extras?.ColumnsDigest;

    public (string, string?) Key => (Path, DeletionVector?.Id);

    /// <summary>The action as JSON.</summary>
    public string Raw => ActionJson.Of(this);
}

/// <summary>What an <c>add</c> or <c>remove</c> has seldom.</summary>
/// <param name="Tags">The tags, as JSON; null for none.</param>
/// <param name="ColumnsDigest">One of them, which is ours.</param>
/// <param name="BaseRowId">The first row's id (feature <c>rowTracking</c>).</param>
/// <param name="DefaultRowCommitVersion">The version of the rows (feature <c>rowTracking</c>).</param>
/// <param name="ClusteringProvider">Who clustered the file.</param>
sealed record FileExtras(string? Tags, string? ColumnsDigest, long? BaseRowId, long? DefaultRowCommitVersion, string? ClusteringProvider)
{
    static readonly FileExtras None = new(null, null, null, null, null);

    /// <summary>These, or null where there is none of them.</summary>
    public FileExtras? OrNull() => this == None ? null : this;
}

/// <summary>A file that is no longer part of the table, kept for VACUUM.</summary>
/// <param name="Path">Its path below the table, decoded.</param>
/// <param name="DeletionVector">Which of its rows were deleted before; null for none.</param>
/// <param name="DeletionTimestamp">When it was removed, in milliseconds; null where it is not said.</param>
sealed record RemoveFile(string Path, DeletionVector? DeletionVector, long? DeletionTimestamp)
{
    /// <summary>The path as the log writes it.</summary>
    public required string EncodedPath { get; init; }

    /// <summary>Whether the action changes what is in the table; false in checkpoints.</summary>
    public bool DataChange { get; init; }

    public bool? ExtendedFileMetadata { get; init; }

    public ImmutableSortedDictionary<string, string?>? PartitionValues { get; init; }

    public long? Size { get; init; }

    public FileExtras? Extras { get; init; }

    public (string, string?) Key => (Path, DeletionVector?.Id);

    /// <summary>The action as JSON.</summary>
    public string Raw => ActionJson.Of(this);
}

/// <summary>A file of nothing but changed rows (feature <c>changeDataFeed</c>).</summary>
sealed record ChangeFile(string Path, long Size, ImmutableSortedDictionary<string, string?> PartitionValues);

/// <summary>A part of a V2 checkpoint, by its name in <c>_delta_log/_sidecars</c>.</summary>
sealed record Sidecar(string Name, long Size);

/// <summary>What is needed to read and write the table. Lists are null below reader 3 and writer 7.</summary>
sealed record Protocol(int Reader, int Writer, ImmutableArray<string>? ReaderFeatures, ImmutableArray<string>? WriterFeatures, string Raw);

/// <summary>The table's identity, schema and properties.</summary>
sealed record Metadata(
    string Id, string SchemaString, ImmutableArray<string> PartitionColumns, ImmutableSortedDictionary<string, string> Configuration, string Raw);

/// <summary>All actions of a commit or a checkpoint that change the state.</summary>
sealed class ActionList
{
    public List<AddFile> Adds { get; } = [];

    /// <summary>The live files of a checkpoint of Parquet; null in commits. They come before <see cref="Adds"/>.</summary>
    public CheckpointedFiles? Checkpointed { get; set; }

    public List<RemoveFile> Removes { get; } = [];

    public List<ChangeFile> Changes { get; } = [];

    public List<Sidecar> Sidecars { get; } = [];

    public Dictionary<string, (long Version, string Raw)> Transactions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Domains { get; } = new(StringComparer.Ordinal);

    public Protocol? Protocol { get; set; }

    public Metadata? Metadata { get; set; }

    /// <summary>The commitInfo action as it was read.</summary>
    public string? CommitInfo { get; set; }
}
