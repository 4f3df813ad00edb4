namespace Panta.Tracking.Transfers;

/// <summary>A number of records of a kind with a digest over all their fields, whatever their order.</summary>
/// <param name="Kind">As in <c>metric points</c>.</param>
/// <param name="Count">Records.</param>
/// <param name="Digest">32 hexadecimal digits: the sum of the first halves of the records' SHA-256, so that those of parts add up.</param>
public sealed record TransferTally(string Kind, long Count, string Digest);
