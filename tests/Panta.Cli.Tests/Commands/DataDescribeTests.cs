using System.Text.Json.Nodes;
using Panta.Data.Delta;
using Panta.Tests;

namespace Panta.Cli.Tests.Commands;

public sealed class DataDescribeTests
{
    [SharedFact("golden/delta/checkpoint_partitioned")]
    public async Task Of_a_table_everything_is_told_that_its_log_knows()
    {
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(Shared.Path("golden/delta/checkpoint_partitioned/expected.json")))!;
        var newest = expected["cases"]!.AsArray()[^1]!["expected"]!;

        var result = await Cli.RunAsync("data", "describe", Shared.Path("golden/delta/checkpoint_partitioned/table"), "--json");

        var told = JsonNode.Parse(result.Out)!;
        Assert.Equal(("delta", newest["version"]!.GetValue<int>(), newest["rows"]!.GetValue<int>()), (told["format"]!.GetValue<string>(), told["version"]!.GetValue<int>(), told["rows"]!.GetValue<int>()));
        Assert.Equal(newest["active_files"]!.AsArray().Count, told["files"]!.GetValue<int>());
        Assert.Equal(newest["partition_columns"]!.ToJsonString(), told["partition_columns"]!.ToJsonString());
        Assert.Equal(newest["configuration"]!.AsObject().Select(pair => pair.Key).Order(), told["properties"]!.AsObject().Select(pair => pair.Key).Order());
        Assert.NotEmpty(told["checkpoints"]!.AsArray());
    }

    [SharedFact("golden/delta")]
    public async Task What_keeps_a_table_from_being_written_is_told()
    {
        var mapped = await Cli.RunAsync("data", "describe", Shared.Path("golden/delta/spark_row_tracking/table"));
        var constrained = await Cli.RunAsync("data", "describe", Shared.Path("golden/delta/constraints/table"), "--json");

        Assert.Matches("writing refused .*rowTracking", mapped.Out);
        Assert.Equal(0, mapped.Code);
        Assert.NotEmpty(JsonNode.Parse(constrained.Out)!["constraints"]!.AsObject());
    }

    [Fact]
    public async Task Of_files_their_number_size_and_rows_are_told()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.csv", "x,y\n1,2\n");
        folder.Write("b.csv", "x,y\n3,4\n5,6\n");

        var text = await Cli.RunAsync("data", "describe", Path.Combine(folder.Root, "*.csv"));
        var told = JsonNode.Parse((await Cli.RunAsync("data", "describe", Path.Combine(folder.Root, "*.csv"), "--json")).Out)!;

        Assert.Equal((2, 20, 3), (told["files"]!.GetValue<int>(), told["bytes"]!.GetValue<int>(), told["rows"]!.GetValue<int>()));
        Assert.Contains("columns  x: long, y: long", text.Out);
    }

    [Fact]
    public async Task An_older_version_is_told_as_it_was()
    {
        using var folder = new TemporaryFolder();
        await Cli.RunAsync("data", "convert", folder.Write("rows.csv", "x\n1\n"), folder["table"]);
        await Cli.RunAsync("data", "convert", folder["rows.csv"], folder["table"], "--mode", "append");

        var told = JsonNode.Parse((await Cli.RunAsync("data", "describe", folder["table"], "--version", "1", "--json")).Out)!;

        Assert.Equal((1, 1, 0), (told["version"]!.GetValue<int>(), told["rows"]!.GetValue<int>(), told["oldest_version"]!.GetValue<int>()));
        Assert.Equal(DeltaTable.Open(folder["table"]).Snapshot().Id, told["id"]!.GetValue<string>());
    }
}
