using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Models;

public sealed class ModelRegistryTests : IDisposable
{
    readonly TestStore _store = new();
    readonly ModelRegistry _registry;

    public ModelRegistryTests() => _registry = new(_store.Database, TimeProvider.System);

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task Concurrent_versions_get_distinct_gapless_numbers()
    {
        await _registry.CreateAsync("m");

        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Version()));

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), made.Select(v => v.Version).Order());
    }

    [StoreFact]
    public async Task A_deleted_versions_number_is_not_given_again_but_a_deleted_models_are()
    {
        await _registry.CreateAsync("m");
        await Version();
        await Version();

        await _registry.DeleteVersionAsync("m", 2, "ada");
        Assert.Equal(3, (await Version()).Version);
        await _registry.DeleteAsync("m", "ada");
        await _registry.CreateAsync("m");

        Assert.Equal(1, (await Version()).Version);
    }

    [StoreFact]
    public async Task Renaming_takes_versions_tags_aliases_and_history_along()
    {
        await _registry.CreateAsync("m", "text", [new("t", "1")]);
        await Version();
        await _registry.SetAliasAsync("m", "champion", 1, "ada", "first");

        var renamed = await _registry.RenameAsync("m", "n");

        Assert.Equal([new ModelAlias("champion", 1)], renamed.Aliases);
        Assert.Equal([new Tag("t", "1")], renamed.Tags);
        Assert.Equal(1, _registry.GetByAlias("n", "champion").Version);
        Assert.Equal("first", Assert.Single(_registry.AliasHistory("n")).Why);
        Assert.Throws<NotFoundException>(() => _registry.Get("m"));
    }

    [StoreFact]
    public async Task Stages_archive_the_others_only_when_asked_and_only_from_active_ones()
    {
        await _registry.CreateAsync("m");
        await Version();
        await Version();

        await _registry.MoveToStageAsync("m", 1, "staging");
        await _registry.MoveToStageAsync("m", 2, "Staging", archiveOthers: true);

        Assert.Equal("Archived", _registry.GetVersion("m", 1).Stage);
        Assert.Equal([1L, 2L], _registry.GetLatestVersions("m").Select(v => v.Version));
        Assert.Equal([2L], _registry.GetLatestVersions("m", ["STAGING"]).Select(v => v.Version));
        await Assert.ThrowsAsync<ArgumentException>(() => _registry.MoveToStageAsync("m", 1, "None", archiveOthers: true));
    }

    [StoreFact]
    public async Task Every_move_between_stages_is_recorded_and_outlives_rename_and_deletion()
    {
        await _registry.CreateAsync("m");
        await Version();
        await Version();

        await _registry.MoveToStageAsync("m", 1, "Production", who: "ada", why: "first");
        await _registry.MoveToStageAsync("m", 1, "production", who: "ada", why: "there already");
        await _registry.MoveToStageAsync("m", 2, "Production", archiveOthers: true, who: "ben");
        await _registry.RenameAsync("m", "n");
        await _registry.DeleteAsync("n", "ada");

        Assert.Equal(
            [
                (2, "Production", "None", "ben", ""),
                (1, "Archived", "Production", "ben", "version 2 moved to Production"),
                (1, "Production", "None", "ada", "first"),
            ],
            _registry.StageHistory("n").Select(c => (c.Version, c.Stage, c.PreviousStage, c.Who, c.Why)));
        Assert.Equal(2, _registry.StageHistory("n", version: 1).Count);
        Assert.Empty(_registry.StageHistory("m"));
    }

    [StoreFact]
    public async Task Prompts_are_hidden_unless_asked_for()
    {
        await _registry.CreateAsync("model");
        await _registry.CreateAsync("prompt", tags: [new("mlflow.prompt.is_prompt", "true")]);

        Assert.Equal(["model"], Names(null));
        Assert.Equal(["model"], Names("tags.`mlflow.prompt.is_prompt` != 'true'"));
        Assert.Equal(["model"], Names("tags.`mlflow.prompt.is_prompt` = 'false'"));
        Assert.Equal(["prompt"], Names("tags.`mlflow.prompt.is_prompt` = 'true'"));

        IEnumerable<string> Names(string? filter) => _registry.Search(filter).Items.Select(m => m.Name);
    }

    [StoreTheory]
    [InlineData("s3://bucket/model", true)]
    [InlineData("s3://bucket//model/", true)]
    [InlineData("s3://bucket/..../model", true)]
    [InlineData("mlflow-artifacts:/0/abc/artifacts/model", true)]
    [InlineData("s3://bucket/../x", false)]
    [InlineData("s3://bucket/%252e%252e/x", false)]
    [InlineData("https://host/a/./b", false)]
    [InlineData("dummy-source", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("file:///etc", false)]
    [InlineData("file://localhost/etc", false)]
    public async Task Sources_may_not_reach_files_that_were_not_given(string source, bool allowed)
    {
        await _registry.CreateAsync("m");

        var error = await Record.ExceptionAsync(() => Version(source));

        Assert.Equal(allowed, error is null);
        Assert.True(error is null or ArgumentException);
    }

    [StoreFact]
    public async Task A_file_of_another_host_is_told_apart() =>
        Assert.Contains("is not a valid remote uri", (await Assert.ThrowsAsync<UnreachableSourceException>(async () =>
        {
            await _registry.CreateAsync("m");
            await Version("file://other.example/model");
        })).Message);

    [StoreFact]
    public async Task A_copy_lies_where_the_original_lies()
    {
        await _registry.CreateAsync("m");
        await Version("s3://bucket/model");

        Assert.Equal("s3://bucket/model", (await Version("models:/m/1")).Location);
        await Assert.ThrowsAsync<NotFoundException>(() => Version("models:/m/9"));
    }

    [StoreTheory]
    [InlineData("models:/m/2")]
    [InlineData("models:/m/Production")]
    [InlineData("models:/m@champion")]
    [InlineData("models:///m/2")]
    public async Task A_copy_keeps_the_version_meant_and_its_run(string source)
    {
        await _registry.CreateAsync("m");
        await _registry.CreateAsync("copy");
        await Version("s3://bucket/one");
        await _registry.CreateVersionAsync(new() { Name = "m", Source = "s3://bucket/two", RunId = "r2" });
        await Version("s3://bucket/three");
        await _registry.MoveToStageAsync("m", 2, "Production");
        await _registry.SetAliasAsync("m", "champion", 2, "ada", "");

        var copy = await _registry.CreateVersionAsync(new() { Name = "copy", Source = source });
        await _registry.MoveToStageAsync("m", 3, "Production");
        await _registry.DeleteVersionAsync("m", 2, "ada");

        Assert.Equal(("models:/m/2", "s3://bucket/two", "r2"), (copy.Source, copy.Location, copy.RunId));
        Assert.Equal(copy, _registry.GetVersion("copy", 1) with { Tags = copy.Tags, Aliases = copy.Aliases });
    }

    [StoreTheory]
    [InlineData("models:/m/1", "r2", "must match the referenced model version")]
    [InlineData("models:/p/1", "", "Prompt versions cannot be used")]
    [InlineData("models:/m@nobody", "", "Registered model alias nobody not found")]
    [InlineData("models:/m/Live", "", "Invalid Model Version stage: Live")]
    [InlineData("models:/m", "", "It must be models:/NAME/VERSION")]
    [InlineData("models:/m/1/files", "", "It must be models:/NAME/VERSION")]
    [InlineData("models://other.example/m/1", "", "must use this registry")]
    [InlineData("models:m/1", "", "must use this registry")]
    public async Task A_copy_of_something_else_is_refused(string source, string run, string because)
    {
        await _registry.CreateAsync("m");
        await _registry.CreateVersionAsync(new() { Name = "m", Source = "s3://bucket/model", RunId = "r1" });
        await _registry.CreateAsync("p", tags: [new("mlflow.prompt.is_prompt", "true")]);
        await _registry.CreateVersionAsync(new() { Name = "p", Source = "dummy", Tags = [new("mlflow.prompt.is_prompt", "true")] });

        var error = await Assert.ThrowsAsync<ArgumentException>(() => _registry.CreateVersionAsync(new() { Name = "m", Source = source, RunId = run }));

        Assert.Contains(because, error.Message);
    }

    [StoreTheory]
    [InlineData("models:/m/9")]
    [InlineData("models:/m/Staging")]
    [InlineData("models:/none/latest")]
    [InlineData("models:/m-00000000000000000000000000000000")]
    public async Task A_copy_of_what_is_not_there_is_refused(string source)
    {
        await _registry.CreateAsync("m");

        await Assert.ThrowsAsync<NotFoundException>(() => Version(source));
    }

    [Theory]
    [InlineData("dummy-source", true)]
    [InlineData("models:/m/1", true)]
    [InlineData("/etc/passwd", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("FILE:/etc/passwd", false)]
    public async Task A_prompt_has_any_source_but_a_file(string source, bool allowed)
    {
        await _registry.CreateAsync("p", tags: [new("mlflow.prompt.is_prompt", "true")]);

        var error = await Record.ExceptionAsync(
            () => _registry.CreateVersionAsync(new() { Name = "p", Source = source, Tags = [new("mlflow.prompt.is_prompt", "true")] }));

        Assert.Equal(allowed, error is null);
    }

    [StoreTheory]
    [InlineData(true, false)] // as clients register what they have just logged
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_version_of_a_logged_model_has_its_run(bool bySource, bool byId)
    {
        var models = new LoggedModelStore(_store.Database, TimeProvider.System);
        var run = (await new RunStore(_store.Database, TimeProvider.System).CreateAsync(new())).RunId;
        var logged = await models.CreateAsync(new() { ExperimentId = "0", Name = "net", SourceRunId = run });
        await _registry.CreateAsync("m");

        var made = await _registry.CreateVersionAsync(new()
        {
            Name = "m", Source = bySource ? $"models:/{logged.ModelId}" : "s3://bucket/net", ModelId = byId ? logged.ModelId : "",
        });
        var other = await _registry.CreateVersionAsync(new() { Name = "m", Source = $"models:/{logged.ModelId}", RunId = "another" });

        Assert.Equal((run, logged.ModelId), (made.RunId, made.ModelId));
        Assert.Equal("another", other.RunId);
    }

    [StoreFact]
    public async Task A_version_of_a_logged_model_is_noted_there()
    {
        var models = new LoggedModelStore(_store.Database, TimeProvider.System);
        var logged = await models.CreateAsync(new() { ExperimentId = "0", Name = "net" });
        await _registry.CreateAsync("m");

        var made = await _registry.CreateVersionAsync(new() { Name = "m", Source = $"models:/{logged.ModelId}", ModelId = logged.ModelId });

        Assert.Equal(logged.ArtifactUri, made.Location);
        Assert.Equal([new Tag(LoggedModel.VersionsTag, """[{"name":"m","version":1}]""")], models.Get(logged.ModelId).Tags);
    }

    [StoreFact]
    public async Task Names_and_runs_are_found_by_lists_too()
    {
        foreach (var name in (string[])["a", "B", "c"]) await _registry.CreateAsync(name);
        foreach (var name in (string[])["a", "B"]) await _registry.CreateVersionAsync(new() { Name = name, Source = "s3://bucket/m", RunId = $"run-{name}" });

        Assert.Equal(["B", "c"], _registry.Search("name IN ('B', 'c', 'd')").Items.Select(m => m.Name));
        Assert.Equal(["a"], _registry.Search("name NOT IN ('B', 'c')").Items.Select(m => m.Name));
        Assert.Equal(["a"], _registry.SearchVersions("run_id NOT IN ('run-B')").Items.Select(v => v.Name));
        Assert.Equal(["B"], _registry.SearchVersions("name IN ('B') AND run_id IN ('run-a', 'run-B')").Items.Select(v => v.Name));
    }

    [StoreFact]
    public async Task Versions_are_found_newest_first()
    {
        await _registry.CreateAsync("m");
        for (var i = 0; i < 3; i++) await Version($"s3://bucket/{i}");

        Assert.Equal([3L, 2L], _registry.SearchVersions("name = 'm' AND version_number > '1'", ["version_number DESC"]).Items.Select(v => v.Version));
        Assert.Equal([2L], _registry.SearchVersions("source_path LIKE '%1'").Items.Select(v => v.Version));
    }

    Task<ModelVersion> Version(string source = "s3://bucket/model") => _registry.CreateVersionAsync(new() { Name = "m", Source = source });
}
