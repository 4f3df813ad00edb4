using System.Diagnostics;
using Panta.Tests.Pages;
using Panta.Tracking.Tests;

namespace Panta.EndToEnd.Stores;

/// <summary>
/// The server, or the PostgreSQL that it writes to, is killed again and again (<c>kill -9</c>) while sixteen clients write: what was acknowledged is there,
/// once, and the store opens.
/// </summary>
public sealed class KillTests
{
    const int Writers = 16;

    [StoreFact]
    public Task Five_kills_under_sixteen_writers_lose_and_double_nothing() => KillServerAsync(5);

    /// <summary>PANTA_KILLS says how often; 100 times without it.</summary>
    [LongStoreFact]
    public Task A_hundred_kills_under_sixteen_writers_lose_and_double_nothing() => KillServerAsync(Kills(100));

    [PostgresFact]
    public Task Three_kills_of_PostgreSQL_under_sixteen_writers_lose_and_double_nothing() => KillPostgresAsync(3);

    [LongFact(NeedsPostgres = true)]
    public Task Twenty_kills_of_PostgreSQL_under_sixteen_writers_lose_and_double_nothing() => KillPostgresAsync(20);

    static int Kills(int usual) => int.TryParse(Environment.GetEnvironmentVariable("PANTA_KILLS"), out var kills) ? kills : usual;

    static async Task KillServerAsync(int kills)
    {
        using var database = StoreTestCase.Current == StoreKind.Postgres ? new TestDatabase() : null;
        await using var server = await PantaProcess.StartAsync(database: database?.Address.Connection);
        Assert.Equal(database is not null, server.Said.Any(line => line.Contains("metadata in ", StringComparison.Ordinal)));
        var refusals = await KillAsync($"the server on {StoreTestCase.Current}", kills, server, async () =>
        {
            await server.KillAsync();
            await server.StartAgainAsync();
        });

        Assert.Empty(refusals.Take(5));
    }

    // Meanwhile the server says that its database is away; it connects again by itself.
    static async Task KillPostgresAsync(int kills)
    {
        using var postgres = PostgresServer.New();
        await using var server = await PantaProcess.StartAsync(database: postgres.ConnectionString);
        var refusals = await KillAsync("PostgreSQL", kills, server, async () =>
        {
            postgres.Crash();
            await Task.Delay(300); // long enough to be missed
            postgres.Start();
        });

        Assert.NotEmpty(refusals); // else it was not missed
        Assert.Empty(refusals.Where(r => !r.StartsWith("503 ", StringComparison.Ordinal) || !r.Contains("TEMPORARILY_UNAVAILABLE", StringComparison.Ordinal)).Take(5));
    }

    static async Task<IReadOnlyList<string>> KillAsync(string what, int kills, PantaProcess server, Func<Task> killAndStart)
    {
        var clients = Enumerable.Range(0, Writers).Select(i => new AcknowledgedWrites(server.Client.BaseAddress!, i)).ToList();
        using var stop = new CancellationTokenSource();
        var writing = clients.ConvertAll(c => Task.Run(() => c.WriteAsync(stop.Token), CancellationToken.None));
        var random = new Random(kills);
        var slowest = TimeSpan.Zero;

        for (var kill = 0; kill < kills; kill++)
        {
            await WriteAsync(clients, Writers); // else a slow machine is killed before anybody writes
            await Task.Delay(random.Next(300), CancellationToken.None);
            var began = Stopwatch.GetTimestamp();
            await killAndStart();
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }

        await WriteAsync(clients, 10 * Writers);
        await stop.CancelAsync();
        await Task.WhenAll(writing);
        var runs = await AcknowledgedWrites.CountRunsAsync(server.Client);
        var broken = await Task.WhenAll(clients.ConvertAll(c => c.FindBrokenAsync(runs)));
        clients.ForEach(c => c.Dispose());

        Assert.Empty(broken.SelectMany(b => b).Take(20));
        var refusals = clients.SelectMany(c => c.Refusals).ToList();
        var kinds = clients.SelectMany(c => c.Kinds).CountBy(k => k).Select(k => $"{k.Value} {k.Key}");
        Console.WriteLine(
            $"kills: {kills} of {what} under {Writers} writers; {clients.Sum(c => c.Acknowledged)} acknowledged writes ({string.Join(", ", kinds)}) all there "
            + $"once; {clients.Sum(c => c.Unanswered)} others whole or absent, {refusals.Count} of them refused; slowest new start {slowest.TotalSeconds:F1} s");
        return refusals;
    }

    // Until so many more are acknowledged.
    static async Task WriteAsync(List<AcknowledgedWrites> clients, int more)
    {
        var (before, began) = (clients.Sum(c => c.Acknowledged), Stopwatch.GetTimestamp());
        while (clients.Sum(c => c.Acknowledged) < before + more)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2), "hardly anything is written any more");
            await Task.Delay(10);
        }
    }
}
