namespace Panta.Tracking.Transfers;

/// <summary>What a transfer brought over, checked.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Lines">Counts and digests by kind.</param>
/// <param name="Notes">What was not brought over or is other than at the source, a sentence each.</param>
public sealed record TransferReport(string Source, IReadOnlyList<TransferLine> Lines, IReadOnlyList<string> Notes)
{
    /// <summary>Whether everything that was read is there.</summary>
    public bool Same => Lines.All(line => line.Same);

    internal static TransferReport Of(string source, Tallies read, Tallies stored, IReadOnlyList<string> notes) => new(
        source,
        [.. Tallies.Kinds.Select(kind => new TransferLine(kind, read[kind].Count, read[kind].Digest, stored[kind].Count, stored[kind].Digest))],
        notes);
}
