namespace Panta.Tracking.Runs;

/// <summary>A description of data that a run used; unique in its experiment by name and digest.</summary>
/// <param name="Name">Up to 500 characters.</param>
/// <param name="Digest">Fingerprint of the content, up to 36 characters.</param>
public sealed record Dataset(string Name, string Digest)
{
    /// <summary>What kind of place it came from, as in <c>local</c>. Default empty.</summary>
    public string SourceType { get; init; } = "";

    /// <summary>Where it came from, as JSON; up to 65,535 characters. Default empty.</summary>
    public string Source { get; init; } = "";

    /// <summary>Its columns, as JSON; up to 1,048,575 characters. Null for unknown (default).</summary>
    public string? Schema { get; init; }

    /// <summary>Summary numbers, as JSON; up to 16,777,215 characters. Null for none (default).</summary>
    public string? Profile { get; init; }
}
