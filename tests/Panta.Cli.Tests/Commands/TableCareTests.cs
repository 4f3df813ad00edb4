using System.Text.Json.Nodes;
using Panta.Data.Delta;

namespace Panta.Cli.Tests.Commands;

/// <summary>Commands that look after a Delta table: optimize, vacuum, restore.</summary>
public sealed class TableCareTests
{
    [Fact]
    public async Task Small_files_are_put_together_and_a_second_time_there_is_nothing_to_do()
    {
        using var folder = new TemporaryFolder();
        await Filled(folder, 4);

        var first = await Cli.RunAsync("data", "optimize", folder["table"], "--json");
        var second = await Cli.RunAsync("data", "optimize", folder["table"]);

        var told = JsonNode.Parse(first.Out)!;
        Assert.Equal((4, 1, true), (told["files_removed"]!.GetValue<int>(), told["files_added"]!.GetValue<int>(), told["changed"]!.GetValue<bool>()));
        Assert.StartsWith("Nothing to do", second.Out, StringComparison.Ordinal);
        Assert.Equal(1, DeltaTable.Open(folder["table"]).Snapshot().FileCount);
    }

    [Fact]
    public async Task A_vacuum_first_names_files_and_then_deletes_them_only_when_it_is_forced_to()
    {
        using var folder = new TemporaryFolder();
        await Filled(folder, 3);
        await Cli.RunAsync("data", "optimize", folder["table"]);

        var refused = await Cli.RunAsync("data", "vacuum", folder["table"], "--retain", "0s");
        var dry = await Cli.RunAsync("data", "vacuum", folder["table"], "--retain", "0s", "--force", "--dry-run", "--json");
        var done = await Cli.RunAsync("data", "vacuum", folder["table"], "--retain", "0s", "--force");
        var old = await Cli.RunAsync("data", "head", folder["table"], "--version", "2", "--json");
        var now = await Cli.RunAsync("data", "head", folder["table"], "--json");

        Assert.Equal((1, 0, 0, 1, 0), (refused.Code, dry.Code, done.Code, old.Code, now.Code));
        Assert.Equal(3, JsonNode.Parse(dry.Out)!["files"]!.AsArray().Count);
        Assert.StartsWith("3 files, ", done.Out, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder["table"], "*.parquet"));
    }

    [Fact]
    public async Task A_table_becomes_again_what_it_was()
    {
        using var folder = new TemporaryFolder();
        await Filled(folder, 3);

        var restored = await Cli.RunAsync("data", "restore", folder["table"], "--version", "1");
        var again = await Cli.RunAsync("data", "restore", folder["table"], "--version", "1", "--json");

        Assert.Contains("version 4, 0 files back, 2 taken out", restored.Out);
        Assert.False(JsonNode.Parse(again.Out)!["changed"]!.GetValue<bool>());
        Assert.Equal(1, DeltaTable.Open(folder["table"]).Read().RowCount);
    }

    [Theory]
    [InlineData("optimize --target-size 12parsecs", 2, "--target-size is '12parsecs'")]
    [InlineData("optimize --target-size 0", 2, "--target-size is '0'")]
    [InlineData("optimize --target-size 9999999999999GB", 2, "--target-size is")]
    [InlineData("optimize --where x=", 1, "x=")]
    [InlineData("optimize --z-order nope", 1, "nope")]
    [InlineData("vacuum --retain soon", 2, "--retain is 'soon'")]
    [InlineData("restore", 2, "Restore to what?")]
    [InlineData("restore --version 1 --at 2024-01-01", 2, "Restore to what?")]
    [InlineData("restore --version 99", 1, "version 99 is not there")]
    public async Task What_makes_no_sense_is_named_and_changes_nothing(string line, int code, string said)
    {
        using var folder = new TemporaryFolder();
        await Filled(folder, 1);
        var words = line.Split(' ');

        var result = await Cli.RunAsync(["data", words[0], folder["table"], .. words[1..]]);

        Assert.True(result.Code == code && result.Error.Contains(said, StringComparison.Ordinal), $"ended with {result.Code}: {result.Error}");
        Assert.Equal(1, DeltaTable.Open(folder["table"]).Version);
    }

    static async Task Filled(TemporaryFolder folder, int files)
    {
        var rows = folder.Write("rows.csv", "x\n1\n");
        for (var i = 0; i < files; i++) await Cli.RunAsync("data", "convert", rows, folder["table"], "--mode", i == 0 ? "create" : "append");
    }
}
