using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Npgsql;
using Panta.Cli.Connections;
using Panta.Tests;

namespace Panta.Cli.Tests.Transfers;

public sealed class MlflowImportTests
{
    [PeersFact]
    public async Task A_store_in_SQLite_comes_over_whole_also_into_a_running_server_and_nothing_comes_twice()
    {
        using var folder = new TemporaryFolder();
        var store = $"sqlite:///{folder["mlflow.db"]}";
        await MlflowStore.FillAsync(store, folder.Root);

        var first = await ImportAsync(store, folder["panta"]);
        var second = await ImportAsync(folder["mlflow.db"], folder["panta"]);
        await using var running = await ServerConnection.ToDataFolderAsync(folder["running"], LogLevel.None, CancellationToken.None);
        var intoServer = await ImportAsync(store, folder["elsewhere"], "--server", running.Address.AbsoluteUri);
        var intoHeld = await ImportAsync(store, folder["running"]);

        Assert.All([second, intoServer, intoHeld], other => Assert.Equal(first["kinds"]!.ToJsonString(), other["kinds"]!.ToJsonString()));
        Assert.False(Directory.Exists(folder["elsewhere"]));
        Assert.Equal($"the store of {running.Address.GetLeftPart(UriPartial.Authority)}", (string)intoHeld["target"]!);
        Assert.Equal(12, Count(first, "runs"));
        Assert.Equal(12, Count(first, "files"));
        Assert.Equal((3, 3, 4, 2), (Count(first, "experiments"), Count(first, "registered models"), Count(first, "versions"), Count(first, "aliases")));
        await using var server = await ServerConnection.ToDataFolderAsync(folder["panta"], LogLevel.None, CancellationToken.None);
        await MlflowStore.RequireSameAsync(store, server.Address);
        await MlflowStore.RequireSameAsync(store, running.Address);
    }

    [PeersFact]
    public async Task A_running_server_of_MLflow_on_PostgreSQL_and_its_database_come_over_the_same()
    {
        if (PostgresServer.Binaries is null) return; // what this shows of PostgreSQL, the other tests show of SQLite
        using var folder = new TemporaryFolder();
        var store = MakeDatabase("mlflow");
        var (original, address) = await MlflowStore.StartServerAsync(store, folder["files"]);
        using (original)
            try
            {
                await MlflowStore.FillAsync(address, folder.Root);
                var fromServer = await ImportAsync(address, folder["of-server"]);
                var fromDatabase = await ImportAsync(store, folder["of-database"], "--artifacts-from", folder["files"]);

                Assert.Equal(12, Count(fromServer, "runs"));
                Assert.Equal(fromDatabase["kinds"]!.AsArray().Select(Told), fromServer["kinds"]!.AsArray().Select(Told));
                foreach (var each in (string[])["of-server", "of-database"])
                {
                    await using var server = await ServerConnection.ToDataFolderAsync(folder[each], LogLevel.None, CancellationToken.None);
                    await MlflowStore.RequireSameAsync(address, server.Address);
                }
            }
            finally
            {
                original.Kill(entireProcessTree: true);
            }
    }

    [PeersFact]
    public async Task A_killed_import_goes_on_and_400_000_points_of_a_run_need_little_memory()
    {
        using var folder = new TemporaryFolder();
        await MlflowStore.FillBigAsync(folder["mlflow.db"]);
        using (var killed = Start(folder["mlflow.db"], folder["panta"]))
        {
            var log = new FileInfo(folder["panta"] + "/panta.db-wal");
            for (; !killed.HasExited && (!log.Exists || log.Length < 500_000); log.Refresh()) await Task.Delay(2);
            Assert.False(killed.HasExited, "it was done before it could be killed");
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        using var again = Start(folder["mlflow.db"], folder["panta"]);
        var report = JsonNode.Parse(await again.StandardOutput.ReadToEndAsync())!;
        await again.WaitForExitAsync();

        Assert.Equal(0, again.ExitCode);
        Assert.Equal((2001, 450_000), (Count(report, "runs"), Count(report, "metric points")));
    }

    [PeersFact]
    public async Task Stores_of_every_schema_from_MLflow_1_3_on_come_over_and_older_ones_are_refused()
    {
        using var folder = new TemporaryFolder();
        var revisions = await MlflowStore.MakeEveryAsync(folder.Root);

        var reports = new Dictionary<string, JsonNode>();
        foreach (var revision in revisions.SkipWhile(r => r != "89d4b8295536")) reports[revision] = await ImportAsync(folder[revision + ".db"], folder[revision]);
        var refused = await Cli.RunAsync("import", "mlflow", folder["7ac759974ad8.db"], "--data", folder["never"]);

        Assert.Equal(62, reports.Count);
        var newest = reports[revisions[^1]];
        foreach (var (revision, report) in reports)
        {
            Assert.Equal((2, 1, 1, 1, 3, 2), (
                Count(report, "experiments"), Count(report, "runs"), Count(report, "params"), Count(report, "experiment tags"), Count(report, "metric points"),
                Count(report, "latest metrics")));
            Assert.Equal(revision == "89d4b8295536" ? 0 : 1, Count(report, "versions"));
            foreach (var kind in (string[])["runs", "params", "tags", "experiment tags", "metric points", "latest metrics"])
                Assert.Equal(Digest(newest, kind), Digest(report, kind));
        }

        Assert.Equal(1, refused.Code);
        Assert.Contains("'7ac759974ad8', older than MLflow 1.3", refused.Error);
        Assert.Contains("mlflow db upgrade", refused.Error);
    }

    [PeersFact]
    public async Task Files_that_MLflows_server_keeps_are_named_with_what_brings_them_where_there_may_be_any()
    {
        using var folder = new TemporaryFolder();
        var run = await MlflowStore.FillProxiedAsync(folder["mlflow.db"]);
        Directory.CreateDirectory(folder["files/1/" + run + "/artifacts"]);
        await File.WriteAllTextAsync(folder["files/1/" + run + "/artifacts/a.txt"], "hello");
        Directory.CreateDirectory(folder["other"]);

        var without = await ImportAsync(folder["mlflow.db"], folder["panta"]);
        var wrong = await ImportAsync(folder["mlflow.db"], folder["panta"], "--artifacts-from", folder["other"]);
        var with = await ImportAsync(folder["mlflow.db"], folder["panta"], "--artifacts-from", folder["files"]);

        const string Help = "Say with --artifacts-from FOLDER where they are on this machine (the --artifacts-destination of MLflow's server), or import from its "
            + "address.";
        Assert.Equal(
            ["The files of experiment 'iris' in 'mlflow-artifacts:/1' were not copied: they cannot be read from here. " + Help],
            without["notes"]!.AsArray().Select(note => (string)note!));
        Assert.Equal(
            ["The files of experiment 'iris' in 'mlflow-artifacts:/1' were not copied, if there were any: there is no such folder here. " + Help],
            wrong["notes"]!.AsArray().Select(note => (string)note!));
        Assert.Empty(with["notes"]!.AsArray());
        Assert.Equal((0, 0, 1), (Count(without, "files"), Count(wrong, "files"), Count(with, "files")));
    }

    // 48 MB; the points alone are more.
    static Process Start(string source, string data) => CliProcess.Start(
        new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x3000000" }, "import", "mlflow", source, "--data", data, "--json");

    static async Task<JsonNode> ImportAsync(string source, string data, params string[] more)
    {
        var result = await Cli.RunAsync(["import", "mlflow", source, "--data", data, "--json", .. more]);
        Assert.True(result.Code == 0, result.Error + result.Out);
        return JsonNode.Parse(result.Out)!;
    }

    static string MakeDatabase(string name)
    {
        var server = PostgresServer.Instance;
        using var connection = new NpgsqlConnection(server.ConnectionString);
        connection.Open();
        using var make = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        make.ExecuteNonQuery();
        return $"postgresql://tests:{Uri.EscapeDataString(server.Password)}@/{name}?host={server.Folder}";
    }

    // A server does not tell the deleted logged model, nor that a model's metric was NaN; registered models have the same versions.
    static (string, long) Told(JsonNode? line) => ((string)line!["kind"]!, (string)line["kind"]! == "logged models" ? 0 : (long)line["read"]!);

    static long Count(JsonNode report, string kind) => (long)report["kinds"]!.AsArray().Single(line => (string)line!["kind"]! == kind)!["stored"]!;

    static string Digest(JsonNode report, string kind) =>
        (string)report["kinds"]!.AsArray().Single(line => (string)line!["kind"]! == kind)!["storedDigest"]!;
}
