using System.Text.Json.Nodes;

namespace Panta.Cli.Tests.Commands;

public sealed class DataProfileTests
{
    [Fact]
    public async Task Figures_come_as_JSON_and_the_page_is_written_beside()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x,city\n1,Bonn\n2,Ulm\n,Bonn\n");

        var result = await Cli.RunAsync("data", "profile", file, "--out", folder["pages/rows.html"], "--json");

        var x = JsonNode.Parse(result.Out)!["columns"]![0]!;
        Assert.Equal((3, 1, 1.5), (x["rows"]!.GetValue<int>(), x["nulls"]!.GetValue<int>(), x["mean"]!.GetValue<double>()));
        Assert.Contains("rows.csv", await File.ReadAllTextAsync(folder["pages/rows.html"]));
    }

    [Fact]
    public async Task The_text_names_each_column_with_its_figures()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x,city\n1,Bonn\n2,Ulm\n,Bonn\n");

        var result = await Cli.RunAsync("data", "profile", file);

        Assert.Equal(0, result.Code);
        Assert.Contains("Bonn (66.7 %)", result.Out);
        Assert.Contains("33.33 %", result.Out);
    }

    [Theory]
    [InlineData("rows.csv", "")]
    [InlineData("rows.parquet", "PAR1 and then nothing of use")]
    [InlineData("rows.xyz", "a,b\n1,2\n")]
    public async Task A_file_that_cannot_be_read_is_named_in_one_line(string name, string content)
    {
        using var folder = new TemporaryFolder();

        var result = await Cli.RunAsync("data", "profile", folder.Write(name, content));

        Assert.Equal(1, result.Code);
        Assert.Contains(name, result.Error);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }
}
