using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Panta.Cli.Connections;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Cli.Tests.Transfers;

public sealed class TransferCommandTests
{
    [Fact]
    public async Task A_store_that_a_server_holds_is_exported_by_it_the_same_as_from_its_folder()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder["data"]);
        await using (await ServerConnection.ToDataFolderAsync(folder["data"], LogLevel.None, CancellationToken.None))
            await ExportAsync(folder["by-server"], "--data", folder["data"]);

        await ExportAsync(folder["by-itself"], "--data", folder["data"]);

        string[] files = [.. Names(folder["by-itself"])];
        Assert.Contains(files, file => file.EndsWith("/artifacts/plots/a b.txt", StringComparison.Ordinal));
        Assert.Equal(files, Names(folder["by-server"]));
        Assert.All(files.Where(file => file != "panta-export.json"), file => Assert.Equal(
            File.ReadAllText(Path.Combine(folder["by-itself"], file)), File.ReadAllText(Path.Combine(folder["by-server"], file))));
        Assert.Equal((405, 403), (File.ReadLines(Path.Combine(folder["by-server"], "runs.jsonl")).Count(), File.ReadLines(Path.Combine(folder["by-server"], "logged-models.jsonl")).Count()));
        Assert.Equal(0, (await Cli.RunAsync("import", "jsonl", folder["by-server"], "--data", folder["again"])).Code);
    }

    [Fact]
    public async Task A_server_that_is_none_of_Pantas_is_named_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        await using var app = WebApplication.Create();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();

        var result = await Cli.RunAsync("export", "jsonl", folder["out"], "--server", app.Urls.Single());

        Assert.Equal(2, result.Code);
        Assert.Contains("gives no exports: it is none of Panta's, or an older one", result.Error);
    }

    [Fact]
    public async Task A_store_that_another_command_holds_is_told_with_who_holds_it()
    {
        using var folder = new TemporaryFolder();
        using var held = DataFolder.Open(folder["data"]);
        await using var database = Database.Open(held);

        var result = await Cli.RunAsync("export", "jsonl", folder["out"], "--data", folder["data"]);

        Assert.Equal(2, result.Code);
        Assert.Contains($"held by process {Environment.ProcessId}. Stop it first", result.Error);
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
    public async Task A_command_that_fails_before_it_brings_anything_leaves_no_folder_behind()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder["there"]);
        await ExportAsync(folder["export"], "--data", folder["there"]);

        string[][] failing =
        [
            ["import", "mlflow", "http://127.0.0.1:9", "--data"],
            ["import", "jsonl", folder["export"], "--experiments", "nosuch", "--data"],
            ["import", "jsonl", folder["export"], "--models", "churn", "nosuch", "--data"],
            ["import", "mlflow", Path.Combine(folder["there"], "panta.db"), "--data"],
            ["import", "jsonl", folder["export"], "--artifacts", "nosuch", "--data"],
            ["import", "jsonl", folder["export"], "--database", "postgres://me@127.0.0.1:9/nodb", "--data"],
            ["server", "--port", "0", "--database", "postgres://me@127.0.0.1:9/nodb", "--data"],
            ["export", "jsonl", "--data", folder["there"], "--experiments", "nosuch", "--"],
            ["export", "jsonl", "--data", folder["there"], "--models", "nosuch", "--"],
        ];
        foreach (var words in failing)
        {
            var result = await Cli.RunAsync([.. words, folder["new"]]);
            Assert.True(result.Code is 1 or 2, result.Out);
            Assert.False(Directory.Exists(folder["new"]), string.Join(' ', words));
        }
    }

    [Fact]
    public async Task Webhooks_of_a_server_are_counted_as_left_out_by_an_import_of_MLflows_calls()
    {
        using var folder = new TemporaryFolder();
        using (var data = DataFolder.Open(folder["data"]))
        await using (var database = Database.Open(data))
            await new WebhookStore(database, data, new() { AllowPrivateAddresses = true }, TimeProvider.System).CreateAsync(
                new() { Name = "one", Url = "https://hooks.example/a", Events = [new(WebhookEntity.RegisteredModel, WebhookAction.Created)] });
        await using var server = await ServerConnection.ToDataFolderAsync(folder["data"], LogLevel.None, CancellationToken.None);

        var result = await Cli.RunAsync("import", "mlflow", server.Address.AbsoluteUri, "--data", folder["new"]);

        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("Left out: 1 webhook, whose secrets nobody is told. Make them anew.", result.Out);
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
    public async Task The_runs_of_more_experiments_than_a_page_are_all_found()
    {
        using var folder = new TemporaryFolder();
        using (var data = DataFolder.Open(folder["data"]))
        await using (var database = Database.Open(data))
        {
            var experiments = new ExperimentStore(database, TimeProvider.System);
            var made = await Task.WhenAll(Enumerable.Range(1, 1007).Select(i => experiments.CreateAsync($"night {i}")));
            foreach (var id in (string[])["0", made[^1].ExperimentId])
                await new RunStore(database, TimeProvider.System).CreateAsync(new() { ExperimentId = id, Name = $"of {id}" });
        }

        var written = await Cli.RunAsync("runs", "list", "--data", folder["data"], "--csv", folder["runs.csv"]);
        var listed = await Cli.RunAsync("runs", "list", "--data", folder["data"]);

        Assert.Equal($"2 runs written: {folder["runs.csv"]}.\n", written.Out);
        Assert.Contains("of 0", listed.Out);
    }

    [Fact]
    public async Task A_list_that_is_cut_says_so_and_a_limit_holds_for_files_too()
    {
        using var folder = new TemporaryFolder();
        using (var data = DataFolder.Open(folder["data"]))
        await using (var database = Database.Open(data))
            for (var i = 0; i < 1002; i++)
                await new RunStore(database, TimeProvider.System).CreateAsync(new() { Name = $"run {i}" });

        Task<CliResult> List(params string[] words) => Cli.RunAsync(["runs", "list", "--data", folder["data"], "--json", .. words]);
        var usual = await List();
        var most = await List("--limit", "1001");
        var all = await List("--limit", "1002");
        var file = await List("--limit", "5", "--csv", folder["runs.csv"]);
        var none = await List("--limit", "0");

        Assert.Equal((20, 1001, 1002), (Runs(usual), Runs(most), Runs(all)));
        Assert.Equal("20 runs are shown; there are more. --limit N shows so many, --csv FILE writes all.\n", usual.Error);
        Assert.Equal("1,001 runs are shown; there are more. --limit N shows so many, --csv FILE writes all.\n", most.Error);
        Assert.Equal(("", 0, ""), (all.Error, file.Code, file.Error));
        Assert.Equal(6, (await File.ReadAllLinesAsync(folder["runs.csv"])).Length);
        Assert.Equal((2, "--limit 0 is not allowed; give 1 or more."), (none.Code, none.Error.Split('\n')[0].Replace("panta: ", "", StringComparison.Ordinal)));

        static int Runs(CliResult result) => JsonNode.Parse(result.Out)!.AsArray().Count;
    }

    [Fact]
    public async Task An_experiment_is_named_by_its_name_or_its_id()
    {
        using var folder = new TemporaryFolder();
        using (var data = DataFolder.Open(folder["data"]))
        await using (var database = Database.Open(data))
        {
            var experiments = new ExperimentStore(database, TimeProvider.System);
            var (wine, two) = (await experiments.CreateAsync("wine"), await experiments.CreateAsync("1"));
            foreach (var id in (string[])[wine.ExperimentId, two.ExperimentId])
                await new RunStore(database, TimeProvider.System).CreateAsync(new() { ExperimentId = id, Name = $"of {id}" });
        }

        Task<CliResult> List(string experiment) => Cli.RunAsync("runs", "list", "--data", folder["data"], "--experiment", experiment);
        var (byName, byId, both, none) = (await List("wine"), await List("2"), await List("1"), await List("3"));

        Assert.Contains("of 1", byName.Out);
        Assert.Contains("of 2", byId.Out);
        Assert.Contains("of 2", both.Out); // its name; wine's id
        Assert.Contains("There is no experiment '3'.", none.Error);
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

    // More runs and logged models than a server tells of at once.
    static async Task FillAsync(string folder)
    {
        using var data = DataFolder.Open(folder);
        await using var database = Database.Open(data);
        var time = TimeProvider.System;
        var (runs, models, registry) = (new RunStore(database, time), new LoggedModelStore(database, time), new ModelRegistry(database, time));
        var experiment = (await new ExperimentStore(database, time).CreateAsync("wine", tags: [new("team", "crème")])).ExperimentId;
        for (var i = 0; i < 405; i++)
        {
            var run = (await runs.CreateAsync(new() { ExperimentId = i % 3 == 0 ? "0" : experiment, Name = $"run {i}" })).RunId;
            await new RunLog(database).LogBatchAsync(
                run, new() { Metrics = [new("loss", double.NaN, 1), new("loss", double.NegativeInfinity, 2, i), new($"m{i % 5}", i, 3)], Params = [new("p", "line\nline")] });
            if (i % 50 == 7) await runs.DeleteAsync(run);
            if (i < 403) await models.CreateAsync(new() { ExperimentId = experiment, Name = $"net-{i}", SourceRunId = run });
        }

        await registry.CreateAsync("churn", "who leaves");
        await registry.CreateVersionAsync(new() { Name = "churn", Source = "s3://b.example/m" });
        await registry.SetAliasAsync("churn", "champion", 1, "me", "best");
        await registry.MoveToStageAsync("churn", 1, "Production", who: "me", why: "first");
        var place = runs.Search(new() { ExperimentIds = [experiment] }).Items[0].RunId;
        using var content = new MemoryStream("hello"u8.ToArray());
        await new ArtifactStore(data).WriteAsync($"1/{place}/artifacts/plots/a b.txt", content);
    }

    static async Task ExportAsync(params string[] words)
    {
        var result = await Cli.RunAsync(["export", "jsonl", .. words]);
        Assert.True(result.Code == 0, result.Error + result.Out);
    }

    static IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal);
}
