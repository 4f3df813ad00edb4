using Npgsql;
using Panta.Tests;
using Panta.Tracking.Stores;

namespace Panta.Cli.Tests.Connections;

/// <summary>Which store a command means: what its line names beats the environment, on every command alike.</summary>
public sealed class StoreChoiceTests : IDisposable
{
    static readonly Dictionary<string, string> Elsewhere = new() { ["PANTA_DATABASE"] = "postgres://nobody@127.0.0.1:1/elsewhere" };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_is_named_keeps_its_own_metadata_whatever_the_environment_says()
    {
        await MakeAsync("data");

        foreach (var command in (string[][])[["db", "check"], ["db", "migrate"], ["db", "backup", _folder["file"]], ["runs"], ["export", "jsonl", _folder["out"]]])
        {
            var result = await CliProcess.RunAsync(Elsewhere, [.. command, "--data", _folder["data"]]);

            Assert.True(result.Code == 0, $"{command[0]}: {result.Error}");
        }

        var import = await CliProcess.RunAsync(Elsewhere, "import", "jsonl", _folder["out"], "--data", _folder["new"]);
        Assert.True(import.Code == 0, import.Error);
        Assert.True(File.Exists(Path.Combine(_folder["new"], "panta.db")));
    }

    [Fact]
    public async Task The_environment_is_heeded_where_no_folder_is_named()
    {
        await MakeAsync("data");
        var environment = new Dictionary<string, string>(Elsewhere) { ["PANTA_DATA"] = _folder["data"] };

        foreach (var command in (string[][])[["db", "check"], ["runs"], ["export", "jsonl", _folder["out"]]])
        {
            var result = await CliProcess.RunAsync(environment, command);

            Assert.Equal(1, result.Code);
            Assert.Contains("elsewhere", result.Error);
        }
    }

    [PostgresFact]
    public async Task A_folder_whose_metadata_is_in_PostgreSQL_says_so_and_takes_the_address_from_either()
    {
        var address = await MakeDatabaseAsync();
        await MakeAsync("data");
        await Cli.RunAsync("export", "jsonl", _folder["out"], "--data", _folder["data"]);
        var made = await Cli.RunAsync("import", "jsonl", _folder["out"], "--data", _folder["shared"], "--database", address);

        Assert.True(made.Code == 0, made.Error);
        Assert.False(File.Exists(Path.Combine(_folder["shared"], "panta.db")));
        foreach (var command in (string[][])[["db", "check"], ["runs"], ["export", "jsonl", _folder["again"]]])
        {
            var without = await Cli.RunAsync([.. command, "--data", _folder["shared"]]);
            var other = await CliProcess.RunAsync(Elsewhere, [.. command, "--data", _folder["shared"]]);
            var named = await Cli.RunAsync([.. command, "--data", _folder["shared"], "--database", address]);
            if (Directory.Exists(_folder["again"])) Directory.Delete(_folder["again"], recursive: true);
            var usual = await CliProcess.RunAsync(new Dictionary<string, string> { ["PANTA_DATABASE"] = address }, [.. command, "--data", _folder["shared"]]);

            Assert.Equal((1, 1, 0, 0), (without.Code, other.Code, named.Code, usual.Code));
            Assert.All([without, other], r => Assert.Contains("Name that database with --database or PANTA_DATABASE", r.Error));
        }
    }

    async Task MakeAsync(string name)
    {
        using var folder = DataFolder.Open(_folder[name]);
        await using var database = Database.Open(folder);
        Assert.NotNull(database);
    }

    static async Task<string> MakeDatabaseAsync()
    {
        var (server, name) = (PostgresServer.Instance, $"choice_{Guid.NewGuid():N}");
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var make = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await make.ExecuteNonQueryAsync();
        return $"postgres://tests:{Uri.EscapeDataString(server.Password)}@/{name}?host={Uri.EscapeDataString(server.Folder)}";
    }
}
