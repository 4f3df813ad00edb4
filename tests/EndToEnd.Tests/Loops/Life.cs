using System.Text.Json.Nodes;
using Panta.Cli.Demo;

namespace Panta.EndToEnd.Loops;

/// <summary>A project lived through: what was decided, and how it ended.</summary>
sealed record Life(IReadOnlyList<JsonObject> Decisions, StoryEnd End, JsonArray Windows)
{
    public static async Task<Life> LiveAsync(RunningServer server, string file, Replay replay)
    {
        using var client = new DemoClient(server.Address, TimeProvider.System);
        await client.PostAsync(
            "api/1.0/projects", new JsonObject { ["yaml"] = await File.ReadAllTextAsync(file), ["folder"] = Path.GetDirectoryName(file), ["clock"] = "replay", ["now"] = replay.Start }, default);
        var told = new List<JsonObject>();
        var driver = new Driver(client, replay, told.Add);
        await driver.RunAsync(default);
        var windows = (await client.GetAsync($"api/1.0/projects/{replay.Project}/windows", default))["windows"]!.AsArray();
        return new(told, StoryEnd.Of(await client.GetAsync($"api/1.0/projects/{replay.Project}", default), driver.Predictions), windows);
    }

    /// <summary>When decisions of a kind were made, by the project's clock.</summary>
    public IReadOnlyList<DateTimeOffset> When(string kind) => [.. Decisions.Where(d => d["kind"]!.GetValue<string>() == kind).Select(d => d["at"]!.GetValue<DateTimeOffset>())];

    /// <summary>The mean KPI of the windows that start in [from, to), each counted by its labels.</summary>
    public double Mean(DateTimeOffset from, DateTimeOffset to)
    {
        var chosen = Windows.Where(w => w!["start"]!.GetValue<DateTimeOffset>() >= from && w["start"]!.GetValue<DateTimeOffset>() < to).ToList();
        return chosen.Sum(w => w!["kpi"]!.GetValue<double>() * w["labels"]!.GetValue<long>()) / chosen.Sum(w => w!["labels"]!.GetValue<long>());
    }
}
