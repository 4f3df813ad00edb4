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
}
