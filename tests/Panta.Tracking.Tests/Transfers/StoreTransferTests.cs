using System.Text;
using Microsoft.Data.Sqlite;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Engines;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Transfers;
using Panta.Tracking.Upkeep;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Tests.Transfers;

public sealed class StoreTransferTests : IDisposable
{
    readonly TwoStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [StoreFact]
    public async Task What_is_exported_comes_back_whole_under_its_ids()
    {
        var (run, model) = await FillAsync(_stores.From);

        var exported = await _stores.ExportAsync();
        var imported = await _stores.ImportAsync();

        Assert.True(exported.Same && imported.Same);
        Assert.Equal(exported.Lines, imported.Lines);
        Assert.All(imported.Lines.Where(line => line.Kind is not ("model inputs" or "stage moves" or "webhooks")), line => Assert.True(line.SourceCount > 0, line.Kind));
        var (before, after) = (new RunStore(_stores.From.Database, TimeProvider.System).Get(run), new RunStore(_stores.To.Database, TimeProvider.System).Get(run));
        Assert.Equal(
            (before.ExperimentId, before.Name, before.StartTime, before.EndTime, before.Status, before.Stage, before.ArtifactUri),
            (after.ExperimentId, after.Name, after.StartTime, after.EndTime, after.Status, after.Stage, after.ArtifactUri));
        Assert.Equal(before.Params.Concat([]), after.Params);
        Assert.Equal(before.Tags, after.Tags);
        Assert.Equal(before.Metrics, after.Metrics);
        Assert.Equal([double.NaN, double.PositiveInfinity, 1], new MetricHistory(_stores.To.Database).Get(run, "loss").Items.Select(m => m.Value));
        Assert.Equal("net", new LoggedModelStore(_stores.To.Database, TimeProvider.System).Get(model).Name);
        Assert.Equal(2, new ModelRegistry(_stores.To.Database, TimeProvider.System).GetByAlias("churn", "champion").Version);
        Assert.Equal("hello", _stores.Read($"1/{run}/artifacts/deep/a.txt"));
    }

    [StoreFact]
    public async Task Importing_twice_brings_nothing_twice_and_records_an_alias_once()
    {
        await FillAsync(_stores.From);
        await _stores.ExportAsync();

        var first = await _stores.ImportAsync();
        var second = await _stores.ImportAsync();

        Assert.Equal(first.Lines, second.Lines);
        Assert.Single(new ModelRegistry(_stores.To.Database, TimeProvider.System).AliasHistory("churn"));
    }

    [StoreFact]
    public async Task Every_table_of_an_exported_store_has_the_same_rows_when_it_is_back()
    {
        await FillAsync(_stores.From);
        await FillRegistryAsync(_stores.From);
        var exported = await _stores.ExportAsync();
        var imported = await _stores.ImportAsync();

        Assert.True(exported.Same && imported.Same);
        Assert.Equal(exported.Lines, imported.Lines);
        Assert.Contains(imported.Notes, note => note.StartsWith("Webhook 'signed' had a secret", StringComparison.Ordinal));
        var (before, after) = (Digests(_stores.From), Digests(_stores.To));
        string[] other = ["migrations", "webhook_deliveries", "webhooks", "point_log"];
        Assert.All(before.Where(t => !other.Contains(t.Table)), table => Assert.Contains(table, after));
        string[] unfilled = ["endpoints", "projects", "windows", "alerts", "workflow_runs", "steps", "removals", "point_log"];
        Assert.All(before.Where(t => !unfilled.Contains(t.Table)), table => Assert.NotEqual(0, table.Rows));
        Assert.Equal(
            [("plain", WebhookStatus.Active), ("signed", WebhookStatus.Disabled)],
            _stores.To.Database.Read(WebhookStore.All).OrderBy(w => w.Name).Select(w => (w.Name, w.Status)));
    }

    [StoreFact]
    public async Task A_deleted_versions_number_is_not_given_again()
    {
        await FillAsync(_stores.From);
        await new ModelRegistry(_stores.From.Database, TimeProvider.System).DeleteVersionAsync("churn", 3, "me");
        await _stores.ExportAsync();
        await _stores.ImportAsync();

        var next = await new ModelRegistry(_stores.To.Database, TimeProvider.System).CreateVersionAsync(new() { Name = "churn", Source = "s3://bucket/x" });

        Assert.Equal(4, next.Version);
    }

    [StoreFact]
    public async Task An_experiment_whose_id_is_taken_gets_a_free_one_and_its_files_follow()
    {
        var (run, _) = await FillAsync(_stores.From);
        await new ExperimentStore(_stores.To.Database, TimeProvider.System).CreateAsync("mine");
        await _stores.ExportAsync();

        var report = await _stores.ImportAsync();

        Assert.True(report.Same);
        var moved = new RunStore(_stores.To.Database, TimeProvider.System).Get(run);
        Assert.Equal(("2", $"mlflow-artifacts:/2/{run}/artifacts"), (moved.ExperimentId, moved.ArtifactUri));
        Assert.Single(new ArtifactStore(_stores.To.Folder).List($"2/{run}/artifacts/deep"));
        Assert.Equal($"mlflow-artifacts:/2/{run}/artifacts/deep", new ModelRegistry(_stores.To.Database, TimeProvider.System).GetVersion("churn", 1).Source);
    }

    [StoreFact]
    public async Task Another_model_of_the_same_name_is_left_alone_and_told()
    {
        await FillAsync(_stores.From);
        await _stores.ExportAsync();
        await new ModelRegistry(_stores.To.Database, new OtherTime()).CreateAsync("churn", "mine");

        var report = await _stores.ImportAsync();

        Assert.False(report.Same);
        Assert.Contains(report.Notes, note => note.StartsWith("Model 'churn' was left out", StringComparison.Ordinal));
        Assert.Equal("mine", new ModelRegistry(_stores.To.Database, TimeProvider.System).Get("churn").Description);
    }

    [StoreFact]
    public async Task Only_what_is_asked_for_comes_over_and_an_unknown_name_is_told()
    {
        await FillAsync(_stores.From);

        var report = await _stores.ExportAsync(new() { Experiments = ["Default"], Models = ["empty"], Artifacts = ArtifactMove.None });

        Assert.Equal((1, 0, 1, 0), (TwoStores.Count(report, "experiments"), TwoStores.Count(report, "runs"), TwoStores.Count(report, "registered models"), TwoStores.Count(report, "files")));
        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => _stores.ImportAsync(new() { Experiments = ["nil"] }));
        Assert.Equal("There is no experiment 'nil'; there are 'Default'.", unknown.Message);
    }

    [StoreFact]
    public async Task What_somebody_changed_after_the_import_is_seen_as_a_difference()
    {
        var (run, _) = await FillAsync(_stores.From);
        await _stores.ExportAsync();
        await _stores.ImportAsync();
        await new RunLog(_stores.To.Database).LogMetricAsync(run, new("loss", 7, 9, 9));

        var report = await _stores.ImportAsync();

        Assert.False(report.Same);
        Assert.Equal(["metric points", "latest metrics"], report.Lines.Where(line => !line.Same).Select(line => line.Kind));
    }

    [StoreFact]
    public async Task What_is_logged_to_a_run_while_it_is_exported_comes_with_the_next_export()
    {
        var (run, _) = await FillAsync(_stores.From);
        using var store = new PantaStore(_stores.From.Database, new ArtifactStore(_stores.From.Folder), TimeProvider.System);
        using var source = new GrowingStore(store, () => new RunLog(_stores.From.Database).LogBatchAsync(
            run, new() { Metrics = [new("loss", 7, 9, 9), new("loss", 8, 3, 2), new("late", 1, 1), new("loss", 6, 1, -1)] }).Wait());

        var exported = await new StoreExport(_stores.Folder).RunAsync(source, new());
        var imported = await _stores.ImportAsync();

        Assert.True(exported.Same && imported.Same);
        Assert.Equal(4, TwoStores.Count(imported, "metric points"));
        Assert.Equal(1, new RunStore(_stores.To.Database, TimeProvider.System).Get(run).Metrics.Single().Value);
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_or_was_not_finished_is_refused()
    {
        Directory.CreateDirectory(_stores.Folder);
        await File.WriteAllTextAsync(Path.Combine(_stores.Folder, "x"), "");

        await Assert.ThrowsAsync<ArgumentException>(() => _stores.ExportAsync());
        Assert.Throws<DirectoryNotFoundException>(() => new JsonLinesFolder(_stores.Folder));
    }

    [Fact]
    public void A_store_of_another_version_of_MLflow_is_refused_with_its_revision_and_what_to_do()
    {
        var file = Path.Combine(_stores.Beside, "old.db");
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0123456789ab')";
            command.ExecuteNonQuery();
        }

        var unknown = Assert.Throws<StoreException>(() => MlflowDatabase.OpenSqlite(file));
        File.WriteAllText(file, "no database at all, but some text that is long enough");
        var none = Assert.Throws<StoreException>(() => MlflowDatabase.OpenSqlite(file));

        Assert.Contains("'0123456789ab'", unknown.Message);
        Assert.Contains("start 'mlflow server' on it", unknown.Message);
        Assert.Contains("--backend-store-uri", none.Message);
    }

    [Fact]
    public void A_database_that_is_none_of_MLflows_says_so_and_one_of_Pantas_how_it_is_brought_over()
    {
        var panta = Assert.Throws<StoreException>(() => MlflowDatabase.OpenSqlite(_stores.From.Folder.DatabaseFile));
        var file = Path.Combine(_stores.Beside, "empty.db");
        File.WriteAllBytes(file, []);
        var other = Assert.Throws<StoreException>(() => MlflowDatabase.OpenSqlite(file));

        Assert.Contains("is a store of Panta's, not of MLflow's. Write it out with 'panta export jsonl FOLDER", panta.Message);
        Assert.EndsWith("is none of MLflow's: it has no table 'alembic_version'. Give what 'mlflow server' has as --backend-store-uri.", other.Message);
    }

    static TableContents[] Digests(TestStore store) =>
        store.Database.Read(c => StoreTable.Of(Migration.All).Select(t => TableDigest.Of(c, t, null, null, CancellationToken.None)).ToArray());

    // What the first filling has none of: a history of moves, webhooks, a prompt, a model that a run read.
    static async Task FillRegistryAsync(TestStore store)
    {
        var (time, database) = (TimeProvider.System, store.Database);
        var registry = new ModelRegistry(database, time);
        var options = new WebhookOptions { AllowPrivateAddresses = true, SecretKey = new string('A', 43) + "=" };
        var webhooks = new WebhookStore(database, store.Folder, options, time);
        WebhookEvent[] moves = [new(WebhookEntity.ModelVersionAlias, WebhookAction.Created), new(WebhookEntity.PantaModelVersionStage, WebhookAction.Moved)];
        await webhooks.CreateAsync(new() { Name = "signed", Url = "https://hooks.example/a", Events = moves, Secret = "s" });
        await webhooks.CreateAsync(new() { Name = "plain", Url = "https://hooks.example/b", Events = [moves[0]], Description = "for all" });
        await registry.SetAliasAsync("churn", "champion", 3, "me", "better");
        await registry.SetAliasAsync("churn", "old", 1, "me", "kept");
        await registry.DeleteAliasAsync("churn", "old", "me", "");
        await registry.MoveToStageAsync("churn", 1, "Production", who: "me", why: "first");
        await registry.MoveToStageAsync("churn", 2, "Production", archiveOthers: true, who: "me");
        await registry.CreateAsync("hello", tags: [new(ModelSource.PromptTag, "true")]);
        await registry.CreateVersionAsync(new() { Name = "hello", Source = "dummy-source", Tags = [new(ModelSource.PromptTag, "true"), new("mlflow.prompt.text", "Hi {{name}}")] });
        await registry.CreateAsync("gone");
        await registry.CreateVersionAsync(new() { Name = "gone", Source = "s3://bucket/x" });
        await registry.SetAliasAsync("gone", "champion", 1, "me", "");
        await registry.DeleteAsync("gone", "me");
        var runs = new RunStore(database, time);
        var reader = await runs.CreateAsync(new() { ExperimentId = "1" });
        var model = await new LoggedModelStore(database, time).CreateAsync(new() { ExperimentId = "1", Name = "read" });
        await new RunLog(database).LogInputsAsync(reader.RunId, [], [model.ModelId]);
    }

    static async Task<(string Run, string Model)> FillAsync(TestStore store)
    {
        var (time, database) = (TimeProvider.System, store.Database);
        var (runs, log) = (new RunStore(database, time), new RunLog(database));
        var (models, registry) = (new LoggedModelStore(database, time), new ModelRegistry(database, time));
        var experiment = await new ExperimentStore(database, time).CreateAsync("wine", tags: [new("team", "crème")]);
        var run = await runs.CreateAsync(new() { ExperimentId = experiment.ExperimentId, Name = "first", UserId = "me", StartTime = 5 });
        var model = await models.CreateAsync(new()
        {
            ExperimentId = experiment.ExperimentId,
            Name = "net",
            SourceRunId = run.RunId,
            Params = [new("depth", "3")],
            Tags = [new("a", "b")],
        });
        Metric[] points = [new("loss", double.NaN, 1), new("loss", double.PositiveInfinity, 2, 1), new("loss", 1, 3, 2) { ModelId = model.ModelId }];
        await log.LogBatchAsync(run.RunId, new() { Metrics = points, Params = [new("p", ""), new("q", "line\nline")], Tags = [new("t", "\"quoted\"")] });
        await log.LogInputsAsync(run.RunId, [new(new("train", "d1") { Source = "{}", SourceType = "local" }, [new("mlflow.data.context", "training")])], []);
        await log.LogOutputsAsync(run.RunId, [new(model.ModelId, 4)]);
        await runs.UpdateAsync(run.RunId, new() { Status = RunStatus.Finished, EndTime = 9 });
        using (var bytes = new MemoryStream(Encoding.UTF8.GetBytes("hello")))
            await new ArtifactStore(store.Folder).WriteAsync($"1/{run.RunId}/artifacts/deep/a.txt", bytes);
        var gone = await runs.CreateAsync(new() { ExperimentId = experiment.ExperimentId });
        await runs.DeleteAsync(gone.RunId);

        await registry.CreateAsync("empty");
        await registry.CreateAsync("churn", "who leaves", [new("t", "1")]);
        for (var i = 0; i < 3; i++)
            await registry.CreateVersionAsync(new() { Name = "churn", Source = $"{run.ArtifactUri}/deep", RunId = run.RunId, Tags = [new("k", $"{i}")] });
        await registry.SetAliasAsync("churn", "champion", 2, "me", "best");
        return (run.RunId, model.ModelId);
    }

    sealed class OtherTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(1);
    }
}
