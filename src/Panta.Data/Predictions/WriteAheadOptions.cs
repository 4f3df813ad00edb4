namespace Panta.Data.Predictions;

/// <summary>Bounds of a write-ahead file.</summary>
public sealed record WriteAheadOptions
{
    /// <summary>Gets the most bytes of one record; 1 to 1 GiB. Default 64 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 << 20;

    /// <summary>Gets the bytes of records that may wait for the disk before further callers wait to hand theirs over. Default 8 MiB; one record may be larger.</summary>
    public int MaxGroupBytes { get; init; } = 8 << 20;
}
