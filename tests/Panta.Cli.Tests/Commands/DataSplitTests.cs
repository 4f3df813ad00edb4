using System.Text.Json.Nodes;
using Panta.Data.Reading;
using Panta.Data.Splits;

namespace Panta.Cli.Tests.Commands;

public sealed class DataSplitTests
{
    static readonly string Rows = "id,kind,day\n" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"{i},{(i % 4 == 0 ? "a" : "b")},2024-01-{1 + i / 10:00}")) + "\n";

    [Fact]
    public async Task Parts_are_those_of_the_library_and_their_sizes_are_told()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", Rows);
        var expected = new RandomSplit { Weights = [0.8, 0.2], Seed = 42 }.Apply(Read.File(file).ToTable());

        var result = await Cli.RunAsync("data", "split", file, "--weights", "0.8,0.2", "--seed", "42", "--output", folder["parts"], "--json");

        var parts = JsonNode.Parse(result.Out)!["parts"]!.AsArray();
        Assert.Equal(expected.Select(part => (long)part.RowCount), parts.Select(part => part!["rows"]!.GetValue<long>()));
        foreach (var (name, table) in new[] { "train", "test" }.Zip(expected))
            Assert.Equal(Ids(table), Ids(Read.Parquet(folder[$"parts/{name}.parquet"]).ToTable()));
    }

    [Theory]
    [InlineData("--weights 0.8,0.2 --stratify kind", "80 20")]
    [InlineData("--weights 0.6,0.2,0.2 --time day", "60 20 20")]
    [InlineData("--time day --at 2024-01-03,2024-01-10", "20 70 10")]
    [InlineData("--weights 1,1 --group kind --names left,right --to csv", "25 75,75 25,0 100,100 0")]
    [InlineData("--weights 3,1 --stratify kind --to delta", "75 25")]
    public async Task Rows_are_parted_by_class_key_or_time(string options, string sizes)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", Rows);

        var result = await Cli.RunAsync(["data", "split", file, .. options.Split(' '), "--output", folder["parts"], "--json"]);

        var told = string.Join(' ', JsonNode.Parse(result.Out)!["parts"]!.AsArray().Select(part => part!["rows"]!.GetValue<long>()));
        Assert.Contains(told, sizes.Split(','));
    }

    [Theory]
    [InlineData("", "Say how large the parts are")]
    [InlineData("--weights 0.8,x", "--weights has 'x'")]
    [InlineData("--weights 0.8,0.2 --group kind --time day", "Give one of them")]
    [InlineData("--at 2024-01-01", "--at needs --time")]
    [InlineData("--weights 1,1 --time day --at 2024-01-01", "Say how large the parts are")]
    [InlineData("--weights 1,1 --names a", "1 names for 2 parts")]
    [InlineData("--weights 1,1 --names a,../b", "'/' in it")]
    [InlineData("--weights 1,1 --to postgres", "parts are written as")]
    public async Task A_split_that_makes_no_sense_is_refused_and_nothing_is_made(string options, string said)
    {
        using var folder = new TemporaryFolder();

        var result = await Cli.RunAsync(
            ["data", "split", folder.Write("rows.csv", Rows), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--output", folder["parts"]]);

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains(said, result.Error);
        Assert.False(Directory.Exists(folder["parts"]));
    }

    [Fact]
    public async Task Parts_that_are_there_are_not_written_over_unasked()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", Rows);
        string[] command = ["data", "split", file, "--weights", "1,1", "--output", folder["parts"]];
        await Cli.RunAsync(command);

        var again = await Cli.RunAsync(command);
        var forced = await Cli.RunAsync([.. command, "--force"]);

        Assert.Equal((2, 0), (again.Code, forced.Code));
        Assert.Contains("train.parquet' is there already", again.Error);
    }

    static IEnumerable<object?> Ids(Data.Tables.Table table) => Enumerable.Range(0, table.RowCount).Select(row => table["id"].Value(row));
}
