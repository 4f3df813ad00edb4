using Microsoft.Extensions.Logging;
using Panta.Cli.Connections;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Cli.Tests.Transfers;

public sealed class TransferCommandTests
{
    [Fact]
    public async Task A_store_that_a_server_holds_is_told_with_who_holds_it()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerConnection.ToDataFolderAsync(folder["data"], LogLevel.None, CancellationToken.None);

        var result = await Cli.RunAsync("export", "jsonl", folder["out"], "--data", folder["data"]);

        Assert.Equal(2, result.Code);
        Assert.Contains($"held by process {Environment.ProcessId}, the server at http://127.0.0.1:", result.Error);
        Assert.Contains("Stop it first", result.Error);
    }

    [Theory]
    [InlineData("mysql://u:secret@h/db", "'mysql' is no kind of store")]
    [InlineData("/nowhere/mlflow.db", "There is no file '/nowhere/mlflow.db'")]
    [InlineData("/tmp", "'/tmp' is a folder")]
    public async Task A_source_that_cannot_be_read_is_named_without_its_password(string source, string expected)
    {
        using var folder = new TemporaryFolder();

        var result = await Cli.RunAsync("import", "mlflow", source, "--data", folder["data"]);

        Assert.NotEqual(0, result.Code);
        Assert.Contains(expected, result.Error);
        Assert.DoesNotContain("secret", result.Error);
        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task A_search_is_written_as_CSV_with_a_column_for_all_that_was_logged()
    {
        using var folder = new TemporaryFolder();
        using (var data = DataFolder.Open(folder["data"]))
        await using (var database = Database.Open(data))
        {
            var (runs, log) = (new RunStore(database, TimeProvider.System), new RunLog(database));
            foreach (var (name, loss) in new[] { ("a", 2.5), ("b", 0.5), ("c", 9.0) })
            {
                var run = await runs.CreateAsync(new() { Name = name, StartTime = 0, UserId = "me" });
                await log.LogBatchAsync(run.RunId, new() { Metrics = [new("loss", loss, 1)], Params = [new($"only {name}", "x,\"y\"")] });
            }
        }

        var result = await Cli.RunAsync(
            "runs", "list", "--data", folder["data"], "--filter", "metrics.loss < 9", "--order-by", "metrics.loss ASC", "--csv", folder["runs.csv"]);
        var again = await Cli.RunAsync("runs", "list", "--data", folder["data"], "--csv", folder["runs.csv"]);

        Assert.True(result.Code == 0, result.Error);
        Assert.Equal($"2 runs written: {folder["runs.csv"]}.\n", result.Out);
        var lines = await File.ReadAllLinesAsync(folder["runs.csv"]);
        Assert.Equal(
            "run_id,run_name,attributes.experiment_id,attributes.status,attributes.start_time,attributes.end_time,attributes.user_id,"
            + "params.only a,params.only b,metrics.loss,tags.mlflow.runName", lines[0]);
        Assert.EndsWith(",b,0,RUNNING,1970-01-01T00:00:00Z,,me,,\"x,\"\"y\"\"\",0.5,b", lines[1]);
        Assert.EndsWith(",a,0,RUNNING,1970-01-01T00:00:00Z,,me,\"x,\"\"y\"\"\",,2.5,a", lines[2]);
        Assert.Equal(2, again.Code);
    }

    [Fact]
    public async Task A_filter_that_is_wrong_says_why_and_writes_no_file()
    {
        using var folder = new TemporaryFolder();
        DataFolder.Open(folder["data"]).Dispose();
        await using (var server = await ServerConnection.ToDataFolderAsync(folder["data"], LogLevel.None, CancellationToken.None))
            Assert.NotNull(server.Address);

        var result = await Cli.RunAsync("runs", "list", "--data", folder["data"], "--filter", "metrics.loss <", "--csv", folder["runs.csv"]);

        Assert.Equal(1, result.Code);
        Assert.Contains("runs/search", result.Error);
        Assert.False(File.Exists(folder["runs.csv"]));
    }
}
