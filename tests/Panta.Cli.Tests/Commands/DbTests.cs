using System.Text.Json.Nodes;
using Npgsql;
using Panta.Tests;

namespace Panta.Cli.Tests.Commands;

/// <summary>Looking after a store's metadata.</summary>
public sealed class DbTests
{
    [Fact]
    public async Task A_folders_metadata_is_checked_backed_up_and_restored()
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var (file, target) = (folder["monday.panta"], folder["target"]);

        var check = await Cli.RunAsync("db", "check", "--data", folder["data"], "--json");
        var backup = await Cli.RunAsync("db", "backup", file, "--data", folder["data"], "--json");
        var again = await Cli.RunAsync("db", "backup", file, "--data", folder["data"]);
        var restored = await Cli.RunAsync("db", "restore", file, "--data", target, "--json");
        var twice = await Cli.RunAsync("db", "restore", file, "--data", target);
        var forced = await Cli.RunAsync("db", "restore", file, "--data", target, "--force");
        var migrate = await Cli.RunAsync("db", "migrate", "--data", target);

        Assert.Equal((0, 0, 1, 0, 1, 0, 0), (check.Code, backup.Code, again.Code, restored.Code, twice.Code, forced.Code, migrate.Code));
        Assert.True(JsonNode.Parse(check.Out)!["whole"]!.GetValue<bool>());
        Assert.Equal(Tables(backup.Out), Tables(restored.Out));
        Assert.Contains("is there already. Give the backup another name.", again.Error, StringComparison.Ordinal);
        Assert.Contains("or replace it with --force", twice.Error, StringComparison.Ordinal);
        Assert.StartsWith("Nothing is to be done:", migrate.Out, StringComparison.Ordinal);
        Assert.Contains("houses", (await Cli.RunAsync("models", "--data", target)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_fails_the_check()
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var file = Path.Combine(folder["data"], "panta.db");
        using (var stream = File.Open(file, FileMode.Open))
        {
            // Whole pages: a few bytes may fall into a value, or into nothing.
            stream.Position = stream.Length / 2 / 4096 * 4096;
            stream.Write(new byte[stream.Length / 4 / 4096 * 4096]);
        }

        var check = await Cli.RunAsync("db", "check", "--data", folder["data"]);
        var missing = await Cli.RunAsync("db", "check", "--data", folder["nothing"]);

        Assert.Equal((1, 1), (check.Code, missing.Code));
        Assert.Contains("FAILED", check.Out, StringComparison.Ordinal);
        Assert.Contains("does not exist", missing.Error, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_store_moves_from_SQLite_to_PostgreSQL_and_back()
    {
        using var folder = new TemporaryFolder();
        await ProjectApplyTests.Applied(folder);
        var server = PostgresServer.Instance;
        var name = $"cli_{Guid.NewGuid():N}";
        await Execute(server, $"CREATE DATABASE {name}");
        var address = $"postgres://tests:{Uri.EscapeDataString(server.Password)}@/{name}?host={Uri.EscapeDataString(server.Folder)}";

        var there = await Cli.RunAsync("db", "backup", folder["there"], "--data", folder["data"], "--json");
        var filled = await Cli.RunAsync("db", "restore", folder["there"], "--database", address, "--json");
        var checkedThere = await Cli.RunAsync("db", "check", "--database", address);
        var back = await Cli.RunAsync("db", "backup", folder["back"], "--database", address, "--json");
        var wrong = await Cli.RunAsync("db", "check", "--database", address.Replace("tests:", "nobody:", StringComparison.Ordinal));
        var unreadable = await Cli.RunAsync("db", "check", "--database", $"postgres://a:{server.Password}@:x/");
        await Execute(server, $"DROP DATABASE {name} WITH (FORCE)");

        Assert.Equal((0, 0, 0, 0, 1, 2), (there.Code, filled.Code, checkedThere.Code, back.Code, wrong.Code, unreadable.Code));
        Assert.Equal(Tables(there.Out), Tables(back.Out));
        Assert.All(new[] { filled, checkedThere, back, wrong, unreadable }, r => Assert.DoesNotContain(server.Password, r.Out + r.Error, StringComparison.Ordinal));
    }

    static List<string> Tables(string json) =>
        [.. JsonNode.Parse(json)!["tables"]!.AsArray().Select(t => t!.ToJsonString()).Order(StringComparer.Ordinal)];

    static async Task Execute(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
