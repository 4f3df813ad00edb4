using System.Diagnostics;
using System.Text.Json.Nodes;
using Panta.Cli.Demo;
using Panta.Data.Predictions;
using Panta.Tracking.Stores;

namespace Panta.EndToEnd.Loops;

/// <summary>The server is killed at random moments while the factory lives; it starts again each time, and nothing that was acknowledged is lost or doubled.</summary>
public sealed class CrashTests
{
    const int Seed = 5;

    [Fact]
    public Task Three_kills_change_nothing() => KillAsync(3);

    [LongFact]
    public Task Twenty_kills_change_nothing() => KillAsync(20);

    static async Task KillAsync(int kills)
    {
        var undisturbed = await UndisturbedAsync();
        var place = Directory.CreateTempSubdirectory("panta-crash-");
        var data = Path.Combine(place.FullName, "data");
        var told = new List<JsonObject>();
        int survived;

        await using (var server = await ServerProcess.StartAsync(0, data, TimeProvider.System, default))
        {
            using var done = new CancellationTokenSource();
            var killer = Task.Run(() => KillNowAndThenAsync(data, kills, done.Token));
            await LiveAsync(server.Address, place.FullName, told);
            await done.CancelAsync();
            survived = await killer;
            Assert.True(server.Restarts >= survived, $"{survived} kills, {server.Restarts} restarts");
        }

        Assert.Equal(kills, survived);
        Assert.Equal(undisturbed.Decisions, told.Select(Told));
        await CheckLogsAsync(data, undisturbed.Rows);
        place.Delete(recursive: true);
    }

    static async Task<(string[] Decisions, int Rows)> UndisturbedAsync()
    {
        await using var server = await RunningServer.StartAsync();
        var life = await Life.LiveAsync(server, Stories.LayOutFactory(Path.Combine(server.Folder, "glassware"), Seed), Stories.Factory(Seed));
        return ([.. life.Decisions.Select(Told)], Stories.Factory(Seed).Rows.RowCount);
    }

    static async Task LiveAsync(Uri address, string folder, List<JsonObject> told)
    {
        using var client = new DemoClient(address, TimeProvider.System);
        var replay = Stories.Factory(Seed);
        var file = Stories.LayOutFactory(Path.Combine(folder, "glassware"), Seed);
        await client.PostAsync(
            "api/1.0/projects", new JsonObject { ["yaml"] = await File.ReadAllTextAsync(file), ["folder"] = Path.GetDirectoryName(file), ["clock"] = "replay", ["now"] = replay.Start }, default);
        await new Driver(client, replay, told.Add).RunAsync(default);
    }

    // Also while it starts, but not twice in a row: a server that never comes to answer is given up by who starts it.
    static async Task<int> KillNowAndThenAsync(string data, int kills, CancellationToken stop)
    {
        var random = new Random(Seed);
        var (done, wasStarting) = (0, false);
        while (done < kills && !stop.IsCancellationRequested)
        {
            await Task.Delay(random.Next(200, 2500), CancellationToken.None);
            if (stop.IsCancellationRequested || DataFolder.FindHolder(data) is not { } holder) continue;

            var isStarting = holder.Address.Length == 0;
            if ((isStarting && wasStarting) || !Kill(holder.ProcessId)) continue;

            (done, wasStarting) = (done + 1, isStarting);
        }

        return done;
    }

    // The lock still names the last server while the next one starts.
    static bool Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Each request had an id of its own; a repeated one counts once, a lost one is missing.
    static async Task CheckLogsAsync(string data, int rows)
    {
        foreach (var endpoint in Stories.Factory(Seed).Endpoints)
        {
            await using var log = EndpointLog.Open(data, endpoint, TimeProvider.System);
            var labelled = log.Labelled(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
            var ids = log.Predictions(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)["prediction_id"];

            Assert.Equal(rows, Enumerable.Range(0, ids.Length).Select(row => ids.Value(row)).Distinct().Count());
            Assert.Equal(rows, ids.Length);
            Assert.Equal(rows, labelled.RowCount);
        }
    }

    static string Told(JsonObject decision) => $"{decision["at"]} {decision["kind"]} {decision["what"]} {decision["evidence"]}";
}
