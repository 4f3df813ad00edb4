using System.Text.Json.Nodes;
using Panta.Tests;

namespace Panta.Cli.Tests.Commands;

/// <summary>Databases as paths.</summary>
public sealed class DataSourceTests
{
    [Fact]
    public async Task Tables_and_queries_of_an_SQLite_file_are_read()
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var file = Path.Combine(folder["data"], "panta.db");

        var byHash = await Cli.RunAsync("data", "head", $"{file}#registered_models", "--json");
        var byTable = await Cli.RunAsync("data", "head", file, "--table", "registered_models", "--json");
        var byQuery = await Cli.RunAsync("data", "head", file, "--query", "SELECT count(*) AS n FROM registered_models", "--json");
        var neither = await Cli.RunAsync("data", "head", file);
        var missing = await Cli.RunAsync("data", "head", $"{file}#nope");

        Assert.Contains("\"name\":\"houses\"", byHash.Out);
        Assert.Equal((byHash.Out, $"{{\"n\":{byHash.Out.Count(character => character == '\n')}}}\n"), (byTable.Out, byQuery.Out));
        Assert.Equal((2, 1), (neither.Code, missing.Code));
        Assert.Contains("Which rows of the database", neither.Error);
        Assert.Contains("nope", missing.Error);
    }

    [PostgresFact]
    public async Task Rows_go_to_PostgreSQL_and_come_back()
    {
        using var folder = new TemporaryFolder();
        var server = PostgresServer.Instance;
        var address = $"postgres://tests:{Uri.EscapeDataString(server.Password)}@/postgres?host={Uri.EscapeDataString(server.Folder)}#cli_{Guid.NewGuid():N}";
        var file = folder.Write("rows.csv", "id,name,at\n1,Ada,2024-01-02 03:04:05\n2,,\n");

        var written = await Cli.RunAsync("data", "convert", file, address, "--json");
        var again = await Cli.RunAsync("data", "convert", file, address);
        var appended = await Cli.RunAsync("data", "convert", file, address, "--mode", "append");
        var read = await Cli.RunAsync("data", "query", "SELECT id, count(*) AS n, max(name) AS name FROM data GROUP BY id ORDER BY id", "--from", address, "--json");
        var wrong = await Cli.RunAsync("data", "head", address.Split('#')[0] + "#nope");

        Assert.Equal((0, 1, 0, 1), (written.Code, again.Code, appended.Code, wrong.Code));
        Assert.Equal(2, JsonNode.Parse(written.Out)!["rows"]!.GetValue<int>());
        Assert.Equal("{\"id\":1,\"n\":2,\"name\":\"Ada\"}\n{\"id\":2,\"n\":2,\"name\":null}\n", read.Out);
        Assert.All(new[] { written, again, appended, read, wrong }, result => Assert.DoesNotContain(server.Password, result.Out + result.Error));
    }
}
