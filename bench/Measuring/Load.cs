using System.Diagnostics;

namespace Panta.Measuring;

/// <summary>What a number of clients measured, each sending its next request when the last is answered, on a connection that is kept.</summary>
/// <param name="PerSecond">Requests answered with success a second.</param>
/// <param name="Median">Half of them took at most this long.</param>
/// <param name="P99">99 of 100 took at most this long.</param>
/// <param name="Failed">Requests refused, or not answered within ten seconds.</param>
readonly record struct Load(double PerSecond, TimeSpan Median, TimeSpan P99, int Failed)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Posts the same body again and again.</summary>
    public static Load Run(Uri url, byte[] body, int clients, TimeSpan warmUp, TimeSpan measured) => Run(url, _ => body, clients, warmUp, measured);

    /// <summary>Posts a body once, on a new connection.</summary>
    /// <returns>How long the answer took; null where it was none.</returns>
    public static TimeSpan? Once(Uri url, byte[] body)
    {
        using var connection = new KeptConnection(url, Patience);
        var began = Stopwatch.GetTimestamp();
        return connection.TryPost(body) ? Stopwatch.GetElapsedTime(began) : null;
    }

    /// <summary>Posts bodies for a while.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="body">The body of the request with a number that never comes twice; a client's own are made before it asks for the time.</param>
    /// <param name="clients">How many at a time, each on a thread of its own.</param>
    /// <param name="warmUp">How long before anything counts.</param>
    /// <param name="measured">How long what is answered counts.</param>
    public static Load Run(Uri url, Func<long, byte[]> body, int clients, TimeSpan warmUp, TimeSpan measured)
    {
        var (end, times, failed) = (Stopwatch.GetTimestamp(), new List<TimeSpan>[clients], new int[clients]);
        var threads = Enumerable.Range(0, clients).Select(i => new Thread(() =>
        {
            times[i] = [];
            Ask(url, n => body(n * clients + i), end, warmUp, measured, times[i], ref failed[i]);
        })).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        var all = times.SelectMany(each => each).Order().ToList();
        // An answer that came after the end was worked at until then.
        var seconds = Math.Max((Stopwatch.GetElapsedTime(end) - warmUp).TotalSeconds, measured.TotalSeconds);
        return all.Count == 0
            ? new(0, Patience, Patience, failed.Sum())
            : new(all.Count / seconds, all[all.Count / 2], all[(int)(all.Count * 0.99)], failed.Sum());
    }

    public override string ToString() =>
        $"{PerSecond,9:N1} /s | p50 {Median.TotalMilliseconds,9:0.000} ms | p99 {P99.TotalMilliseconds,9:0.00} ms{(Failed > 0 ? $" | {Failed} failed" : "")}";

    static void Ask(Uri url, Func<long, byte[]> body, long start, TimeSpan warmUp, TimeSpan measured, List<TimeSpan> times, ref int failed)
    {
        using var connection = new KeptConnection(url, Patience);
        for (var n = 0L; Stopwatch.GetElapsedTime(start) < warmUp + measured; n++)
        {
            var next = body(n);
            var began = Stopwatch.GetTimestamp();
            var answered = connection.TryPost(next);
            if (Stopwatch.GetElapsedTime(start) <= warmUp) continue;

            if (answered) times.Add(Stopwatch.GetElapsedTime(began));
            else failed++;
        }
    }
}
