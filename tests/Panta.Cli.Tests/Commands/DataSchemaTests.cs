using System.Text.Json.Nodes;
using Panta.Tests;

namespace Panta.Cli.Tests.Commands;

public sealed class DataSchemaTests
{
    [Fact]
    public async Task What_ruled_out_a_number_is_told_with_its_line()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("rows.csv", "x,when\n1,2024-01-02\nn/a,2024-01-03\n");

        var text = await Cli.RunAsync("data", "schema", file);
        var json = JsonNode.Parse((await Cli.RunAsync("data", "schema", file, "--json")).Out)!;

        var x = json["columns"]![0]!;
        Assert.Equal(("x", "string", "n/a"), (x["name"]!.GetValue<string>(), x["type"]!.GetValue<string>(), x["inferred"]!["ruled_out_by"]!.GetValue<string>()));
        Assert.Equal(3, x["inferred"]!["line"]!.GetValue<int>());
        Assert.Contains("line 3 has 'n/a'", text.Out);
        Assert.Contains("when", text.Out);
    }

    [SharedFact("golden/delta/not_null")]
    public async Task Of_a_table_types_and_what_may_be_null_are_told()
    {
        var result = await Cli.RunAsync("data", "schema", Shared.Path("golden/delta/not_null/table"), "--json");

        var document = JsonNode.Parse(result.Out)!;
        Assert.Equal(("delta", 0), (document["format"]!.GetValue<string>(), document["version"]!.GetValue<int>()));
        Assert.Contains(document["columns"]!.AsArray(), column => !column!["nullable"]!.GetValue<bool>());
    }
}
