namespace Panta.Serving.Endpoints;

/// <summary>What one model version has answered since the server started.</summary>
public sealed record VersionTraffic
{
    /// <summary>Gets the version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the number of answered requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Gets the number of scored rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Gets the latency that half of the requests stayed under, to 12 %; log included, network not. Null: there was none.</summary>
    public TimeSpan? Median { get; init; }

    /// <summary>Gets the latency that 95 % stayed under. Null: there was no request.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>Gets the latency that 99 % stayed under. Null: there was no request.</summary>
    public TimeSpan? P99 { get; init; }
}
