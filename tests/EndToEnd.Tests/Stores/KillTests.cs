using System.Diagnostics;
using Panta.Tests.Pages;

namespace Panta.EndToEnd.Stores;

/// <summary>The server is killed again and again (<c>kill -9</c>) while sixteen clients write: what was acknowledged is there, once, and the store opens.</summary>
public sealed class KillTests
{
    const int Writers = 16;

    [Fact]
    public Task Five_kills_under_sixteen_writers_lose_and_double_nothing() => KillAsync(5);

    /// <summary>PANTA_KILLS says how often; 100 times without it.</summary>
    [LongFact]
    public Task A_hundred_kills_under_sixteen_writers_lose_and_double_nothing() =>
        KillAsync(int.TryParse(Environment.GetEnvironmentVariable("PANTA_KILLS"), out var kills) ? kills : 100);

    static async Task KillAsync(int kills)
    {
        await using var server = await PantaProcess.StartAsync();
        var clients = Enumerable.Range(0, Writers).Select(i => new AcknowledgedWrites(server.Client.BaseAddress!, i)).ToList();
        using var stop = new CancellationTokenSource();
        var writing = clients.ConvertAll(c => Task.Run(() => c.WriteAsync(stop.Token), CancellationToken.None));
        var random = new Random(kills);
        var slowest = TimeSpan.Zero;

        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(random.Next(20, 400), CancellationToken.None);
            await server.KillAsync();
            var began = Stopwatch.GetTimestamp();
            await server.StartAgainAsync();
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writing);
        var runs = await AcknowledgedWrites.CountRunsAsync(server.Client);
        var broken = await Task.WhenAll(clients.ConvertAll(c => c.FindBrokenAsync(runs)));
        clients.ForEach(c => c.Dispose());

        Assert.Empty(broken.SelectMany(b => b).Take(20));
        Assert.Empty(clients.SelectMany(c => c.Refusals).Take(5));
        Assert.True(clients.Sum(c => c.Acknowledged) > kills * 10, "the clients hardly wrote");
        var kinds = clients.SelectMany(c => c.Kinds).CountBy(k => k).Select(k => $"{k.Value} {k.Key}");
        Console.WriteLine(
            $"kills: {kills} under {Writers} writers; {clients.Sum(c => c.Acknowledged)} acknowledged writes ({string.Join(", ", kinds)}) all there once; "
            + $"{clients.Sum(c => c.Unanswered)} unanswered ones whole or absent; slowest new start {slowest.TotalSeconds:F1} s");
    }
}
