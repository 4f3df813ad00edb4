namespace Panta.Serving.Protocols;

/// <summary>How requests to score are read, and how large they may be.</summary>
public sealed record InvocationOptions
{
    /// <summary>Gets the most rows of one request; at least 1. Default 100,000: score more by batch.</summary>
    public int MaxRows { get; init; } = 100_000;

    /// <summary>Gets the most bytes of one request; at least 1. Default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Gets whether casts that lose something are refused: 2.5 for a long, a number beyond a type's range, "false" for a boolean, true for a number.
    /// Default false: they are made as MLflow makes
    /// them (2, wrapped around, true, 1).
    /// </summary>
    public bool Strict { get; init; }
}
