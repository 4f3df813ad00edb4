using System.Text.Json.Nodes;
using Panta.Tests;

namespace Panta.Cli.Tests.Commands;

public sealed class DataHistoryTests
{
    [SharedFact("golden/delta/time_travel")]
    public async Task Versions_are_listed_the_newest_first_as_text_and_as_JSON()
    {
        var table = Shared.Path("golden/delta/time_travel/table");

        var text = await Cli.RunAsync("data", "history", table, "--limit", "2");
        var json = await Cli.RunAsync("data", "history", table, "--limit", "all", "--json");

        Assert.Equal(3, text.Out.Count(character => character == '\n'));
        var lines = json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(Enumerable.Range(0, 10).Reverse(), lines.Select(line => line["version"]!.GetValue<int>()));
        Assert.Equal("WRITE", lines[0]["operation"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_folder_that_is_no_table_is_named()
    {
        using var folder = new TemporaryFolder();

        var result = await Cli.RunAsync("data", "history", folder.Root);

        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Contains("'_delta_log' is missing", result.Error);
    }
}
