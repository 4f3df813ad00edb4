using System.Collections.Concurrent;

namespace Panta.Serving.Endpoints;

/// <summary>What an endpoint has done since it was opened, by model version. Safe to add to from many threads.</summary>
sealed class EndpointCounters
{
    readonly ConcurrentDictionary<string, VersionCounters> _versions = new();
    readonly ConcurrentDictionary<string, long> _errors = new();

    public void Answered(string version, int rows, TimeSpan latency)
    {
        var counters = _versions.GetOrAdd(version, _ => new());
        Interlocked.Increment(ref counters.Requests);
        Interlocked.Add(ref counters.Rows, rows);
        counters.Latency.Add(latency);
    }

    public void Failed(string kind) => _errors.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public EndpointStatistics ToStatistics() => new()
    {
        Versions = [.. _versions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.ToTraffic(pair.Key))],
        Errors = _errors.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(),
    };

    sealed class VersionCounters
    {
        public readonly LatencyHistogram Latency = new();
        public long Requests;
        public long Rows;

        public VersionTraffic ToTraffic(string version) => new()
        {
            Version = version,
            Requests = Interlocked.Read(ref Requests),
            Rows = Interlocked.Read(ref Rows),
            Median = Latency.Quantile(0.5),
            P95 = Latency.Quantile(0.95),
            P99 = Latency.Quantile(0.99),
        };
    }
}
