using System.Collections.Immutable;

namespace Panta.Data.Writing;

/// <summary>How Parquet files are written.</summary>
public sealed record ParquetOptions
{
    /// <summary>
    /// Gets the compression of pages: <c>snappy</c>, <c>zstd</c>, <c>gzip</c>, <c>lz4_raw</c>, <c>brotli</c> or <c>uncompressed</c>. Default <c>zstd</c>, which
    /// every
    /// reader of today knows.
    /// </summary>
    public string Compression { get; init; } = "zstd";

    /// <summary>Gets the level of zstd, 1 (fast) to 22 (small). Default null: zstd's own, 3.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>
    /// Gets the rows of a row group; at least 2,048. It ends with the chunk that reaches so many, and may have up to 2,047 more. More make smaller files, fewer
    /// let
    /// readers skip more. Default 122,880.
    /// </summary>
    public int RowGroupRows { get; init; } = 122_880;

    /// <summary>
    /// Gets the columns whose values become folders (<c>year=2024/month=1/</c>) instead of columns of the files; null is <c>__HIVE_DEFAULT_PARTITION__</c>.
    /// Default
    /// none. What is written is then a folder of files.
    /// </summary>
    public ImmutableArray<string> PartitionBy { get; init; } = [];

    /// <summary>
    /// Gets how many rows a file has, in whole row groups and as exactly as those; at least <see cref="RowGroupRows"/>. Default null: one file. With it, what
    /// is written is a folder
    /// of files, whose names have the order of the rows. Not together with <see cref="PartitionBy"/>.
    /// </summary>
    public long? MaxFileRows { get; init; }

    /// <summary>
    /// Gets after how many bytes a file ends and the next begins, at the end of a row group; at least 1. Default null: one file. As <see cref="MaxFileRows"/>
    /// otherwise; not both.
    /// </summary>
    public long? MaxFileBytes { get; init; }
}
