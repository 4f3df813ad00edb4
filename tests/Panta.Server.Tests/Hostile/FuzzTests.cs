using System.Collections.Concurrent;
using System.Diagnostics;
using Panta.Server.Tests.Conformance;
using Panta.Tracking.Tests;

namespace Panta.Server.Tests.Hostile;

/// <summary>Mutated requests and filters to every call: no 500, no hang, and the server is as it was.</summary>
public sealed class FuzzTests
{
    const int Clients = 8;

    static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [StoreFact]
    public Task Six_thousand_mutated_requests_are_answered() => SendAsync(6_000, seed: 7);

    [LongStoreFact]
    public Task Two_hundred_thousand_mutated_requests_are_answered() => SendAsync(200_000, seed: 11);

    static async Task SendAsync(int count, int seed)
    {
        using var database = StoreTestCase.Current == StoreKind.Postgres ? new TestDatabase() : null;
        await using var world = await World.StartAsync(database?.Address.Connection);
        var goods = await GoodsAsync(world);
        var statuses = new ConcurrentDictionary<int, int>();
        var slowest = new ConcurrentBag<(TimeSpan Time, string Request)>();
        var failures = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var mutator = new RequestMutator(goods, new(seed * 1000 + client));
            using var http = new HttpClient { BaseAddress = world.Client.BaseAddress, Timeout = Hang };
            var longest = (Time: TimeSpan.Zero, Request: "");
            for (var i = 0; i < count / Clients; i++)
            {
                using var request = mutator.Next();
                var said = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
                var began = Stopwatch.GetTimestamp();
                using var answer = await http.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();

                var took = Stopwatch.GetElapsedTime(began);
                if (took > longest.Time) longest = (took, $"{request.Method} {request.RequestUri} {said[..Math.Min(said.Length, 300)]}");
                statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
                if (IsFailure((int)answer.StatusCode, text)) failures.Add($"client {client}, request {i}: {request.Method} {request.RequestUri} {said} -> {(int)answer.StatusCode} {text}");
            }

            slowest.Add(longest);
        })));

        var (time, slow) = slowest.MaxBy(s => s.Time);
        Console.WriteLine(
            $"fuzz on {StoreTestCase.Current}: {statuses.Values.Sum()} requests, seed {seed}; {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}"))}; "
            + $"slowest {time.TotalMilliseconds:F0} ms: {slow[..Math.Min(slow.Length, 160)]}");
        Assert.Empty(failures.Take(3).Select(f => f[..Math.Min(f.Length, 3000)]));
        Assert.True(statuses.GetValueOrDefault(200) > count / 50 && statuses.GetValueOrDefault(400) > count / 50, "the requests are all good or all bad");
        Assert.Equal("OK", await world.Client.GetStringAsync("/health"));
    }

    // The files of other machines are the one mistake that clients want to see answered with 500; 501 says that a transfer is not supported.
    static bool IsFailure(int status, string text) =>
        (status >= 500 && status != 501 && !text.Contains("is not a valid remote uri", StringComparison.Ordinal)) || text.Contains("   at Panta", StringComparison.Ordinal);

    static async Task<IReadOnlyList<(string Method, string Path, string Body)>> GoodsAsync(World world)
    {
        var goods = new List<(string, string, string)>();
        foreach (var route in Routes.All.Where(r => !r.Path.EndsWith("/test", StringComparison.Ordinal)))
            goods.Add((route.Method, "/api/2.0/mlflow" + await world.Fill(route.Url()), await world.Fill(route.Good)));
        for (var times = 0; times < 4; times++)
            goods.AddRange(goods.Where(g => g.Item2.EndsWith("/search", StringComparison.Ordinal)).Distinct().ToList());
        goods.Add(("GET", "/get-artifact", await world.Fill("""{"run_id":"$run","path":"a"}""")));
        goods.Add(("GET", "/model-versions/get-artifact", await world.Fill("""{"name":"$model","version":"1","path":"a"}""")));
        goods.Add(("GET", "/api/2.0/mlflow-artifacts/artifacts", """{"path":"a"}"""));
        goods.Add(("PUT", "/api/2.0/mlflow-artifacts/artifacts/a/b.txt", """{"any":"bytes"}"""));
        goods.Add(("DELETE", "/api/2.0/mlflow-artifacts/artifacts/a/b.txt", "{}"));
        return goods;
    }
}
