using System.Text.Json.Nodes;
using Panta.Data.Delta;

namespace Panta.Cli.Tests.Commands;

public sealed class DataConvertTests
{
    const string Rows = "id,price,day,name\n1,1.5,2024-01-02,Ä\n2,,2024-01-03,\"a,b\"\n3,2.25,,\"\"\n";

    [Theory]
    [InlineData("rows.parquet")]
    [InlineData("rows.json")]
    [InlineData("rows.csv")]
    [InlineData("table")]
    public async Task Rows_are_the_same_in_every_form(string target)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("source.csv", Rows);

        var written = await Cli.RunAsync("data", "convert", file, folder[target]);
        var before = await Cli.RunAsync("data", "head", file, "--json");
        var after = await Cli.RunAsync("data", "head", folder[target], "--json");

        Assert.Equal((0, ""), (written.Code, written.Error));
        Assert.Contains("3 rows written", written.Out);
        Assert.Equal(before.Out, after.Out);
    }

    [Fact]
    public async Task What_is_there_is_refused_unless_it_is_said_what_becomes_of_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("source.csv", Rows);
        await Cli.RunAsync("data", "convert", file, folder["table"]);
        await Cli.RunAsync("data", "convert", file, folder["rows.json"]);

        var table = await Cli.RunAsync("data", "convert", file, folder["table"]);
        var text = await Cli.RunAsync("data", "convert", file, folder["rows.json"]);
        var appended = await Cli.RunAsync("data", "convert", file, folder["table"], "--mode", "append", "--json");
        var appendedText = await Cli.RunAsync("data", "convert", file, folder["rows.json"], "--mode", "append");
        var replaced = await Cli.RunAsync("data", "convert", file, folder["rows.json"], "--mode", "overwrite");

        Assert.Equal((2, 2, 0, 2, 0), (table.Code, text.Code, appended.Code, appendedText.Code, replaced.Code));
        Assert.Contains("--mode append or --mode overwrite", table.Error);
        Assert.Equal(2, JsonNode.Parse(appended.Out)!["version"]!.GetValue<long>());
        Assert.Equal(6, DeltaTable.Open(folder["table"]).Read().RowCount);
    }

    [Fact]
    public async Task Rows_and_columns_of_a_table_are_replaced_and_the_old_ones_stay_readable()
    {
        using var folder = new TemporaryFolder();
        await Cli.RunAsync("data", "convert", folder.Write("old.csv", "x\n1\n"), folder["table"]);

        var result = await Cli.RunAsync("data", "convert", folder.Write("new.csv", "y,z\n2,3\n"), folder["table"], "--mode", "overwrite", "--json");
        var now = await Cli.RunAsync("data", "head", folder["table"], "--json");
        var before = await Cli.RunAsync("data", "head", folder["table"], "--json", "--version", "1");

        Assert.Equal(("{\"y\":2,\"z\":3}\n", "{\"x\":1}\n"), (now.Out, before.Out));
        Assert.Equal((1, 2), (JsonNode.Parse(result.Out)!["rows"]!.GetValue<int>(), JsonNode.Parse(result.Out)!["version"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_table_is_partitioned_as_it_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("source.csv", "x,year,city\n1,2023,Ulm\n2,2024,Ulm\n");

        await Cli.RunAsync("data", "convert", file, folder["table"], "--partition-by", "year, city");
        var other = await Cli.RunAsync("data", "convert", file, folder["table"], "--mode", "append", "--partition-by", "city");

        Assert.Equal(["year", "city"], DeltaTable.Open(folder["table"]).Snapshot().PartitionColumns.AsEnumerable());
        Assert.Equal(2, other.Code);
        Assert.Contains("partitioned by year, city", other.Error);
    }

    [Theory]
    [InlineData("rows.xyz", "", "'.xyz', which says nothing of what to write")]
    [InlineData("rows.csv", "--partition-by x", "--partition-by is for Delta tables and Parquet")]
    [InlineData("rows.csv", "--compression zstd", "Text is packed by its name")]
    [InlineData("rows.csv", "--mode perhaps", "--mode is 'perhaps'")]
    [InlineData("rows.csv", "--to xml", "--to is 'xml'")]
    [InlineData("postgres://u:secret@localhost/x", "", "Into which table of 'postgres://localhost/x'?")]
    [InlineData("postgres://u:secret@localhost/x?sslcert=secret#t", "", "sets 'sslcert'; allowed are")]
    [InlineData("rows.db", "--to sqlite", "those are read, not written")]
    public async Task A_target_that_makes_no_sense_is_refused_before_anything_is_read(string target, string options, string said)
    {
        using var folder = new TemporaryFolder();
        var to = target.Contains("://", StringComparison.Ordinal) ? target : folder[target];

        var result = await Cli.RunAsync(["data", "convert", folder.Write("source.csv", Rows), to, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains(said, result.Error);
        Assert.DoesNotContain("secret", result.Error);
    }

    [Fact]
    public async Task A_malformed_row_leaves_no_file_behind()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("source.csv", "a,b\n1,2\n3\n");

        var failed = await Cli.RunAsync("data", "convert", file, folder["rows.parquet"]);
        var dropped = await Cli.RunAsync("data", "convert", file, folder["rows.parquet"], "--malformed", "drop");

        Assert.Equal((1, 0), (failed.Code, dropped.Code));
        Assert.Contains("line 3", failed.Error);
        Assert.Equal(["rows.parquet", "source.csv"], Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order());
    }
}
