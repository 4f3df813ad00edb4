namespace Panta.Serving.Endpoints;

/// <summary>What an endpoint has done since the server started.</summary>
public sealed record EndpointStatistics
{
    /// <summary>Gets the traffic by model version, in order of the versions' names. Default empty.</summary>
    public IReadOnlyList<VersionTraffic> Versions { get; init; } = [];

    /// <summary>Gets how many requests failed, by kind: <c>input</c>, <c>no_model</c>, <c>model</c>, <c>log</c>. Default empty.</summary>
    public IReadOnlyDictionary<string, long> Errors { get; init; } = new Dictionary<string, long>();

    /// <summary>Gets the number of answered requests.</summary>
    public long Requests => Versions.Sum(version => version.Requests);

    /// <summary>Gets the number of scored rows.</summary>
    public long Rows => Versions.Sum(version => version.Rows);
}
