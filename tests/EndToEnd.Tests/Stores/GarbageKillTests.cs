using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Panta.Tests.Pages;

namespace Panta.EndToEnd.Stores;

/// <summary>The server is killed (<c>kill -9</c>) while it removes deleted runs for good: the next gc ends it, and nothing is left or lost.</summary>
public sealed class GarbageKillTests
{
    const string Api = "/api/2.0/mlflow";
    const int Deleted = 300;
    const int Kills = 4;

    [Fact]
    public async Task Garbage_that_a_kill_interrupts_is_gone_after_the_next_collection_and_runs_in_use_are_whole()
    {
        await using var server = await PantaProcess.StartAsync();
        var runs = new List<string>();
        for (var i = 0; i < Deleted + 2; i++) runs.Add(await MakeRunAsync(server.Client));
        var (active, gone) = (runs[..2], runs[2..]);
        await Task.WhenAll(gone.Select(run => server.Client.PostAsJsonAsync($"{Api}/runs/delete", new { run_id = run })));

        var random = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = Left(server).Count;
            var collecting = server.Client.PostAsJsonAsync("/api/1.0/gc", new { });
            while (Left(server).Count == before && !collecting.IsCompleted) await Task.Delay(1);
            await Task.Delay(random.Next(30));
            await server.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => collecting);
            await server.StartAgainAsync();
        }

        var left = Left(server);
        using var last = await server.Client.PostAsJsonAsync("/api/1.0/gc", new { olderThan = "1d" }); // too young, but begun
        using var all = await server.Client.PostAsJsonAsync("/api/1.0/gc", new { });

        Assert.InRange(left.Count, active.Count + 1, runs.Count - Kills); // every kill met it in the middle
        Assert.True(all.IsSuccessStatusCode, await all.Content.ReadAsStringAsync());
        Assert.Equal(active.Order(), Left(server));
        foreach (var run in active)
            Assert.Equal("data", await server.Client.GetStringAsync($"/get-artifact?run_id={run}&path=a.txt"));
        using var answer = await server.Client.PostAsJsonAsync($"{Api}/runs/search", new { experiment_ids = new[] { "0" }, run_view_type = "ALL" });
        var found = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["runs"]!.AsArray();
        Assert.Equal(active.Order(), found.Select(r => (string)r!["info"]!["run_id"]!).Order());
        Console.WriteLine($"gc: after {Kills} kills {left.Count - active.Count} of {Deleted} runs' folders were left; after the next collection none");
    }

    static List<string> Left(PantaProcess server) =>
        [.. Directory.EnumerateDirectories(Path.Combine(server.Data, "artifacts", "0")).Select(d => Path.GetFileName(d)!).Order()];

    static async Task<string> MakeRunAsync(HttpClient client)
    {
        using var made = await client.PostAsJsonAsync($"{Api}/runs/create", new { experiment_id = "0" });
        var run = (string)(await made.Content.ReadFromJsonAsync<JsonObject>())!["run"]!["info"]!["run_id"]!;
        var metrics = Enumerable.Range(0, 100).Select(step => new { key = "m", value = 1.0, timestamp = 1, step });
        (await client.PostAsJsonAsync($"{Api}/runs/log-batch", new { run_id = run, metrics })).EnsureSuccessStatusCode();
        using var content = new StringContent("data");
        (await client.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/a.txt", content)).EnsureSuccessStatusCode();
        return run;
    }
}
