namespace Panta.Tracking.Transfers;

/// <summary>How many records of a kind were read and are there afterwards, with digests over all their fields, whatever their order.</summary>
/// <param name="Kind">As in <c>metric points</c>.</param>
/// <param name="SourceCount">Records read.</param>
/// <param name="SourceDigest">32 hexadecimal digits.</param>
/// <param name="StoredCount">Records read back from where they were written.</param>
/// <param name="StoredDigest">32 hexadecimal digits.</param>
public sealed record TransferLine(string Kind, long SourceCount, string SourceDigest, long StoredCount, string StoredDigest)
{
    /// <summary>Whether both sides hold the same.</summary>
    public bool Same => SourceCount == StoredCount && SourceDigest == StoredDigest;
}
