namespace Panta.Data.Writing;

/// <summary>How a Parquet file is written.</summary>
public sealed record ParquetOptions
{
    /// <summary>
    /// Gets the compression of pages: <c>snappy</c>, <c>zstd</c>, <c>gzip</c>, <c>lz4_raw</c> or <c>uncompressed</c>. Default <c>zstd</c>, which every reader
    /// of today knows.
    /// </summary>
    public string Compression { get; init; } = "zstd";

    /// <summary>Gets the rows of a row group; at least 2,048. More make smaller files, fewer let readers skip more. Default 122,880.</summary>
    public int RowGroupRows { get; init; } = 122_880;
}
