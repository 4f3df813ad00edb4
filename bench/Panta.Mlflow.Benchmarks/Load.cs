using System.Diagnostics;
using System.Net.Http.Headers;

namespace Panta.Mlflow.Benchmarks;

/// <summary>What a number of clients measured, each sending its next request when the last is answered, on a connection that is kept.</summary>
/// <param name="PerSecond">Requests answered with success a second.</param>
/// <param name="Median">Half of them took at most this long.</param>
/// <param name="P99">99 of 100 took at most this long.</param>
/// <param name="Failed">Requests refused, or not answered within ten seconds.</param>
readonly record struct Load(double PerSecond, TimeSpan Median, TimeSpan P99, int Failed)
{
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Posts bodies for a while.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="body">The body of the request with a number that never comes twice.</param>
    /// <param name="connections">Clients at a time.</param>
    public static async Task<Load> RunAsync(string url, Func<long, byte[]> body, int connections)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false }) { Timeout = Patience };
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => AskAsync(client, url, n => body(n * connections + i), start))));
        var times = all.SelectMany(each => each.Times).Order().ToList();
        var seconds = Math.Max(Measured.TotalSeconds, times.Count > 0 ? times[^1].TotalSeconds : 0);
        return times.Count == 0
            ? new(0, Patience, Patience, all.Sum(each => each.Failed))
            : new(times.Count / seconds, times[times.Count / 2], times[(int)(times.Count * 0.99)], all.Sum(each => each.Failed));
    }

    public override string ToString() =>
        $"{PerSecond,9:N1} /s | p50 {Median.TotalMilliseconds,9:0.00} ms | p99 {P99.TotalMilliseconds,9:0.00} ms{(Failed > 0 ? $" | {Failed} failed" : "")}";

    static async Task<(List<TimeSpan> Times, int Failed)> AskAsync(HttpClient client, string url, Func<long, byte[]> body, long start)
    {
        var (times, failed) = (new List<TimeSpan>(), 0);
        for (var n = 0L; Stopwatch.GetElapsedTime(start) < WarmUp + Measured; n++)
        {
            var began = Stopwatch.GetTimestamp();
            var answered = await TryAsync(client, url, body(n));
            if (Stopwatch.GetElapsedTime(start) <= WarmUp) continue;

            if (answered) times.Add(Stopwatch.GetElapsedTime(began));
            else failed++;
        }

        return (times, failed);
    }

    static async Task<bool> TryAsync(HttpClient client, string url, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await client.PostAsync(url, content);
            await response.Content.ReadAsByteArrayAsync();
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
