using System.Text.Json.Nodes;
using Panta.Cli.Demo;

namespace Panta.EndToEnd.Loops;

public sealed class RetrainTests
{
    // Judged on rows that it learnt from, a champion looks better than it is, and no challenger could win.
    [Fact]
    public async Task Without_rows_that_the_champion_has_not_learnt_from_nothing_is_compared()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new DemoClient(server.Address, TimeProvider.System);
        var file = Stories.LayOutFactory(Path.Combine(server.Folder, "glassware"));
        await client.PostAsync(
            "api/1.0/projects",
            new JsonObject
            {
                ["yaml"] = await File.ReadAllTextAsync(file), ["folder"] = Path.GetDirectoryName(file), ["clock"] = "replay", ["now"] = Stories.Factory().Start,
            },
            default);

        var run = await client.PostAsync("api/1.0/projects/glassware/retrain", new JsonObject { ["who"] = "me" }, default);

        Assert.Equal("failed", run["status"]!.GetValue<string>(), ignoreCase: true);
        Assert.Contains("0 of the held-out rows are newer than what version 1 learnt from", run.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("1", (await client.GetAsync("api/1.0/projects/glassware", default))["champion"]!.GetValue<string>());
    }

    // The second look after a change is at five days of 192 pieces, of which the champion was made from the first.
    [Fact]
    public async Task A_champion_is_judged_only_on_rows_that_it_has_not_learnt_from()
    {
        await using var server = await RunningServer.StartAsync();

        var life = await Life.LiveAsync(server, Stories.LayOutFactory(Path.Combine(server.Folder, "glassware")), Stories.Factory());

        var kept = life.Decisions.Where(decision => decision["kind"]!.GetValue<string>() == "kept").Select(decision => decision["evidence"]!.GetValue<string>()).ToList();
        Assert.Equal(2, kept.Count);
        Assert.All(kept, evidence => Assert.Contains(" on 768 rows;", evidence, StringComparison.Ordinal));
    }
}
