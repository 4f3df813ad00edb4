using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Transfers;

namespace Panta.Tracking.Tests.Transfers;

/// <summary>Nothing that was left out may look complete.</summary>
public sealed class TransferNoteTests : IDisposable
{
    readonly TwoStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [StoreFact]
    public async Task Files_that_clients_keep_by_themselves_are_exported_where_they_can_be_read()
    {
        var inside = await AddAsync("inside", Path.Combine(_stores.From.Folder.Artifacts, "1"), "a");
        var beside = await AddAsync("beside", Path.Combine(_stores.Beside, "root", "2"), "b");
        await RegisterAsync($"{inside.ArtifactUri}/model", inside.RunId);

        var exported = await _stores.ExportAsync();
        Directory.Delete(Path.Combine(_stores.Beside, "root"), recursive: true);
        Directory.Delete(Path.Combine(_stores.From.Folder.Artifacts, "1"), recursive: true);
        var imported = await _stores.ImportAsync();

        Assert.True(exported.Same && imported.Same);
        Assert.Equal((2, 2), (TwoStores.Count(exported, "files"), TwoStores.Count(imported, "files")));
        Assert.DoesNotContain(exported.Notes.Concat(imported.Notes), note => note.StartsWith("The files of", StringComparison.Ordinal));
        Assert.Equal(["a", "b"], new[] { inside, beside }.Select(run => _stores.Read($"{run.ExperimentId}/{run.RunId}/artifacts/deep/x.txt")));
        Assert.Equal(
            $"mlflow-artifacts:/1/{inside.RunId}/artifacts/model", new ModelRegistry(_stores.To.Database, TimeProvider.System).GetVersion("churn", 1).Source);
    }

    [StoreFact]
    public async Task Files_that_cannot_be_read_are_told_with_their_experiment_by_export_and_import()
    {
        await AddAsync("wine", "s3://bucket/1");
        await AddAsync("beer", "s3://bucket/2");
        await AddAsync("gone", "/nowhere/3");
        await new ExperimentStore(_stores.From.Database, TimeProvider.System).CreateAsync("empty", "s3://bucket/4");
        string[] expected =
        [
            "The files of experiments 'wine' in 's3://bucket/1', 'beer' in 's3://bucket/2' were not copied: they cannot be read from here.",
            "The files of experiment 'gone' in '/nowhere/3' were not copied, if there were any: there is no such folder here.",
        ];

        var exported = await _stores.ExportAsync();
        var imported = await _stores.ImportAsync();

        Assert.True(exported.Same && imported.Same);
        Assert.Equal([.. PantaStore.StaysBehind, .. expected], exported.Notes);
        Assert.Equal(expected, imported.Notes);
    }

    [StoreFact]
    public async Task Files_that_nobody_wants_copied_are_not_told()
    {
        await AddAsync("wine", "s3://bucket/1");

        var exported = await _stores.ExportAsync(new() { Artifacts = ArtifactMove.Link });
        var imported = await _stores.ImportAsync(new() { Artifacts = ArtifactMove.Link });

        Assert.Equal(PantaStore.StaysBehind, exported.Notes);
        Assert.Empty(imported.Notes);
    }

    [StoreFact]
    public async Task Files_of_an_experiment_that_the_store_keeps_elsewhere_are_told()
    {
        var run = await AddAsync("wine", null);
        await WriteAsync($"1/{run.RunId}/artifacts/x.txt");
        await new ExperimentStore(_stores.To.Database, TimeProvider.System).CreateAsync("wine", "s3://bucket/1");

        await _stores.ExportAsync();
        var imported = await _stores.ImportAsync();

        Assert.Contains(imported.Notes, note => note.StartsWith("The files of experiment 'wine' in 'mlflow-artifacts:/1' were not copied, or only some", StringComparison.Ordinal));
    }

    [StoreFact]
    public async Task Versions_that_name_what_was_not_brought_over_are_told_until_it_is_there()
    {
        var run = await AddAsync("wine", null);
        var model = await new LoggedModelStore(_stores.From.Database, TimeProvider.System).CreateAsync(new() { ExperimentId = "1", Name = "net", SourceRunId = run.RunId });
        for (var i = 0; i < 12; i++) await RegisterAsync($"models:/{model.ModelId}", run.RunId, model.ModelId);
        await RegisterAsync($"{run.ArtifactUri}/model", run.RunId);
        await _stores.ExportAsync();

        var part = await _stores.ImportAsync(new() { Experiments = ["Default"] });
        var whole = await _stores.ImportAsync();
        var again = await _stores.ImportAsync(new() { Experiments = ["Default"] });

        Assert.Equal(
            [
                "Versions churn/1, churn/2, churn/3, churn/4, churn/5, churn/6, churn/7, churn/8, churn/9, churn/10 and 2 more name a logged model and a run that "
                + "were not brought over: import their experiments too.",
                "Version churn/13 names a run that was not brought over: import the experiment too.",
            ],
            part.Notes);
        Assert.Empty(whole.Notes);
        Assert.Empty(again.Notes);
    }

    [StoreFact]
    public async Task Versions_whose_files_were_left_behind_are_told()
    {
        var run = await AddAsync("wine", null);
        await RegisterAsync($"{run.ArtifactUri}/model", run.RunId);
        await _stores.ExportAsync();

        var imported = await _stores.ImportAsync(new() { Artifacts = ArtifactMove.None });

        Assert.Equal(
            ["All files were left behind, as asked: of 1 version of models nothing can be loaded before an import that copies files."], imported.Notes);
    }

    [StoreFact]
    public async Task An_unknown_experiment_or_model_is_told_before_anything_is_written()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _stores.ExportAsync(new() { Experiments = ["nil"] }));
        await Assert.ThrowsAsync<ArgumentException>(() => _stores.ExportAsync(new() { Models = ["nil"] }));

        Assert.False(Directory.Exists(_stores.Folder));
    }

    // A run with a file where its experiment's files are, if that is a folder.
    async Task<Run> AddAsync(string experiment, string? location, string? content = null)
    {
        var made = await new ExperimentStore(_stores.From.Database, TimeProvider.System).CreateAsync(experiment, location);
        var run = await new RunStore(_stores.From.Database, TimeProvider.System).CreateAsync(new() { ExperimentId = made.ExperimentId });
        if (content is null) return run;

        Directory.CreateDirectory(Path.Combine(run.ArtifactUri, "deep"));
        await File.WriteAllTextAsync(Path.Combine(run.ArtifactUri, "deep", "x.txt"), content);
        return run;
    }

    async Task RegisterAsync(string source, string run, string model = "")
    {
        var registry = new ModelRegistry(_stores.From.Database, TimeProvider.System);
        if (registry.Search().Items.Count == 0) await registry.CreateAsync("churn");
        await registry.CreateVersionAsync(new() { Name = "churn", Source = source, RunId = run, ModelId = model });
    }

    async Task WriteAsync(string path)
    {
        using var content = new MemoryStream("hello"u8.ToArray());
        await new ArtifactStore(_stores.From.Folder).WriteAsync(path, content);
    }
}
