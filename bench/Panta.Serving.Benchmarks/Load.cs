using System.Diagnostics;
using System.Net.Http.Headers;

namespace Panta.Serving.Benchmarks;

/// <summary>What a number of clients measured, each sending its next request when the last is answered, on a connection that is kept.</summary>
readonly record struct Load(double PerSecond, TimeSpan Median, TimeSpan P99)
{
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public static async Task<Load> RunAsync(string url, byte[] body, int connections)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false });
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => AskAsync(client, url, body, start))));
        var times = all.SelectMany(each => each).Order().ToList();
        return new(times.Count / Measured.TotalSeconds, times[times.Count / 2], times[(int)(times.Count * 0.99)]);
    }

    public override string ToString() => $"{PerSecond,9:N0} requests/s | p50 {Median.TotalMilliseconds,7:0.000} ms | p99 {P99.TotalMilliseconds,7:0.000} ms";

    static async Task<List<TimeSpan>> AskAsync(HttpClient client, string url, byte[] body, long start)
    {
        var times = new List<TimeSpan>();
        while (Stopwatch.GetElapsedTime(start) < WarmUp + Measured)
        {
            var began = Stopwatch.GetTimestamp();
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await client.PostAsync(url, content);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
            if (Stopwatch.GetElapsedTime(start) > WarmUp) times.Add(Stopwatch.GetElapsedTime(began));
        }
        return times;
    }
}
