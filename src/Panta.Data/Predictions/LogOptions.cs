namespace Panta.Data.Predictions;

/// <summary>When acknowledged rows go from the write-ahead file to the Delta table, and how much memory readers may use.</summary>
public sealed record LogOptions
{
    /// <summary>Gets the rows after which the tail goes to Delta; at least 1. Default 5,000.</summary>
    public int FlushRows { get; init; } = 5_000;

    /// <summary>Gets the time after which the tail goes to Delta. Default 60 s.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the bytes of data files kept in memory for reading, for each table. Default 64 MiB.</summary>
    public long CacheBytes { get; init; } = 64 << 20;

    /// <summary>Gets the number of newest keys by which a row sent again is known when its time differs; each takes about 40 bytes. Default 262,144.</summary>
    public int RecentKeys { get; init; } = 262_144;
}
