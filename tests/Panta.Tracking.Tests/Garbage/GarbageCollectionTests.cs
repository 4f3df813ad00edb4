using System.Text;
using Panta.Data.Tests.Storage;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Garbage;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Garbage;

public sealed class GarbageCollectionTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly Clock _clock = new();
    readonly TestStore _store = new();
    World? _world;

    World Here => _world ??= new(_store, _clock, new(_store.Folder));

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task Deleted_runs_models_and_experiments_go_with_all_their_rows_and_files_and_nothing_else() => await Everything(Here);

    [S3Fact]
    public async Task On_s3_they_go_likewise() => await Everything(new(_store, _clock, new(_store.Folder, server.NewTable(), server.Options)));

    [StoreFact]
    public async Task Only_what_has_been_deleted_for_long_enough_goes()
    {
        var (old, young) = (await Here.Run("0"), await Here.Run("0"));
        await Here.Runs.DeleteAsync(old);
        _clock.Now += TimeSpan.FromDays(20);
        await Here.Runs.DeleteAsync(young);
        _clock.Now += TimeSpan.FromDays(10);

        var report = await Here.Garbage.CollectAsync(new() { OlderThan = TimeSpan.FromDays(30) });
        var named = await Assert.ThrowsAsync<ArgumentException>(
            () => Here.Garbage.CollectAsync(new() { OlderThan = TimeSpan.FromDays(30), RunIds = [young] }));

        Assert.Equal([old], report.Runs);
        Assert.Contains($"Run {young} is not older than the required age", named.Message);
        Assert.Equal(LifecycleStage.Deleted, Here.Runs.Get(young).Stage);
    }

    [StoreFact]
    public async Task Naming_something_leaves_the_rest_and_what_is_not_deleted_is_refused_as_a_whole()
    {
        var (first, second, active) = (await Here.Run("0"), await Here.Run("0"), await Here.Run("0"));
        await Here.Runs.DeleteAsync(first);
        await Here.Runs.DeleteAsync(second);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Here.Garbage.CollectAsync(new() { RunIds = [first, active] }));
        await Assert.ThrowsAsync<NotFoundException>(() => Here.Garbage.CollectAsync(new() { RunIds = [first, "nobody"] }));
        await Assert.ThrowsAsync<NotFoundException>(() => Here.Garbage.CollectAsync(new() { LoggedModelIds = ["m-0"] }));
        await Assert.ThrowsAsync<ArgumentException>(() => Here.Garbage.CollectAsync(new() { ExperimentIds = ["0"] }));
        var before = Here.Runs.Get(first).Stage;
        var report = await Here.Garbage.CollectAsync(new() { RunIds = [first] });

        Assert.Equal($"Run {active} is not in `deleted` lifecycle stage. Only runs in `deleted` lifecycle stage can be deleted.", refused.Message);
        Assert.Equal(LifecycleStage.Deleted, before);
        Assert.Equal([first], report.Runs);
        Assert.Throws<NotFoundException>(() => Here.Runs.Get(first));
        Assert.Equal(LifecycleStage.Deleted, Here.Runs.Get(second).Stage);
    }

    [StoreFact]
    public async Task A_dry_run_tells_what_would_go_and_removes_nothing()
    {
        var run = await Here.Run("0");
        await Here.Runs.DeleteAsync(run);

        var foreseen = Here.Garbage.Foresee(new());
        var stays = Here.Runs.Get(run).Stage;
        await Here.Runs.RestoreAsync(run);
        await Here.Runs.DeleteAsync(run);
        var removed = await Here.Garbage.CollectAsync(new());

        Assert.Equal(LifecycleStage.Deleted, stays);
        Assert.Equal([run], foreseen.Runs);
        Assert.Equal(new ArtifactCount(2, 8), foreseen.Artifacts);
        Assert.Equal(removed.Runs, foreseen.Runs);
        Assert.Equal(removed.Artifacts, foreseen.Artifacts);
    }

    [StoreFact]
    public async Task What_a_model_version_needs_stays_and_says_so()
    {
        var experiment = (await Here.Experiments.CreateAsync("e")).ExperimentId;
        var run = await Here.Run(experiment);
        await Here.Models.CreateAsync("glass");
        await Here.Models.CreateVersionAsync(new() { Name = "glass", Source = $"mlflow-artifacts:/{experiment}/{run}/artifacts/model", RunId = run });
        await Here.Experiments.DeleteAsync(experiment);

        var report = await Here.Garbage.CollectAsync(new());
        var named = await Assert.ThrowsAsync<ArgumentException>(() => Here.Garbage.CollectAsync(new() { RunIds = [run] }));

        Assert.Equal([("experiment", experiment), ("run", run)], report.Kept.Select(k => (k.Kind, k.Id)));
        Assert.All(report.Kept, kept => Assert.Contains("model version glass/1", kept.Reason));
        Assert.Contains("model version glass/1", named.Message);
        Assert.Equal((0, 2), (report.Runs.Count, Here.Files($"{experiment}/{run}")));
    }

    [StoreFact]
    public async Task The_first_experiment_and_one_with_runs_in_use_stay_and_deleted_runs_of_them_go()
    {
        var experiment = (await Here.Experiments.CreateAsync("e")).ExperimentId;
        var (kept, gone, first) = (await Here.Run(experiment), await Here.Run(experiment), await Here.Run("0"));
        await Here.Experiments.DeleteAsync(experiment);
        await Here.Experiments.DeleteAsync("0");
        await Here.Runs.RestoreAsync(kept);

        var report = await Here.Garbage.CollectAsync(new());

        Assert.Equal(["0", experiment], report.Kept.Select(k => k.Id).Order());
        Assert.Equal(new[] { gone, first }.Order(), report.Runs);
        Assert.Equal("e", Here.Experiments.Get(experiment).Name);
    }

    [StoreFact]
    public async Task Files_elsewhere_and_folders_that_are_not_the_runs_own_stay()
    {
        var away = (await Here.Experiments.CreateAsync("away", "s3://elsewhere/a")).ExperimentId;
        var (far, sly) = (await Here.Run(away, files: false), await Here.Run("0"));
        await Here.Execute("UPDATE runs SET artifact_uri = 'mlflow-artifacts:/0' WHERE run_id = @0", sly);
        var other = await Here.Run("0");
        await Here.Runs.DeleteAsync(far);
        await Here.Runs.DeleteAsync(sly);

        var report = await Here.Garbage.CollectAsync(new());

        Assert.Equal(new[] { far, sly }.Order(), report.Runs);
        Assert.Equal(["mlflow-artifacts:/0", $"s3://elsewhere/a/{far}/artifacts"], report.Elsewhere);
        Assert.Equal(2, Here.Files($"0/{other}"));
    }

    [StoreFact]
    public async Task A_folder_that_another_experiment_was_put_into_stays()
    {
        var host = (await Here.Experiments.CreateAsync("host")).ExperimentId;
        var guest = (await Here.Experiments.CreateAsync("guest", $"mlflow-artifacts:/{host}/inside")).ExperimentId;
        await Here.Write($"{host}/inside/x/artifacts/a.txt");
        await Here.Write($"{host}/inside/b.txt");
        await Here.Experiments.DeleteAsync(host);

        var report = await Here.Garbage.CollectAsync(new());

        Assert.Equal([host], report.Experiments);
        Assert.Equal(2, Here.Files($"{host}/inside"));
        Assert.Equal("guest", Here.Experiments.Get(guest).Name);
    }

    [StoreFact]
    public async Task What_was_begun_is_not_restored_and_gone_on_with_however_young_it_is()
    {
        var experiment = (await Here.Experiments.CreateAsync("e")).ExperimentId;
        var (run, sibling) = (await Here.Run(experiment), await Here.Run(experiment));
        await Here.Experiments.DeleteAsync(experiment);
        await Here.Execute("INSERT INTO removals (kind, id, begun) VALUES ('run', @0, 0), ('experiment', @1, 0)", run, experiment);
        _store.Close();
        _world = new(_store, _clock, new(_store.Folder), _store.Reopen());

        await Assert.ThrowsAsync<ArgumentException>(() => Here.Runs.RestoreAsync(run));
        await Assert.ThrowsAsync<ArgumentException>(() => Here.Experiments.RestoreAsync(experiment));
        var report = await Here.Garbage.CollectAsync(new() { OlderThan = TimeSpan.FromDays(1) });

        Assert.Equal([run], report.Runs);
        Assert.Empty(report.Experiments); // a run of it is young
        Assert.Equal(LifecycleStage.Deleted, Here.Runs.Get(sibling).Stage);
    }

    [StoreFact]
    public async Task Long_histories_go_in_pieces()
    {
        var run = await Here.Run("0");
        for (var i = 0; i < 12; i++)
            await Here.Log.LogBatchAsync(run, new() { Metrics = [.. Enumerable.Range(0, 1000).Select(n => new Metric("m", n, 1, i * 1000 + n))] });
        await Here.Runs.DeleteAsync(run);

        var report = await Here.Garbage.CollectAsync(new());

        Assert.Equal([run], report.Runs);
        Assert.Equal(0, Here.Count("metrics"));
    }

    [Fact]
    public async Task Uploads_that_were_cut_short_go_after_a_day()
    {
        var id = await Here.Uploads.BeginAsync("0/a");
        var partial = Path.Combine(_store.Folder.Artifacts, ".partial-x");
        await File.WriteAllTextAsync(partial, "half");
        var fresh = await Here.Garbage.CollectAsync(new());
        _clock.Now = TimeProvider.System.GetUtcNow().AddDays(2);

        var named = await Assert.ThrowsAsync<NotFoundException>(() => Here.Garbage.CollectAsync(new() { RunIds = ["nobody"] }));
        var report = await Here.Garbage.CollectAsync(new());

        Assert.Equal((0, 2), (fresh.Uploads, report.Uploads));
        Assert.False(File.Exists(partial));
        Assert.Throws<NotFoundException>(() => Here.Uploads.Abort(id, "0/a"));
        Assert.NotNull(named);
    }

    [S3Fact]
    public void Uploads_in_parts_that_s3_lists_are_given_up_after_a_day()
    {
        const string Listing = """
            <?xml version="1.0" encoding="UTF-8"?><ListMultipartUploadsResult><IsTruncated>false</IsTruncated>
            <Upload><Key>t/old</Key><UploadId>one</UploadId><Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>
            <Upload><Key>t/new</Key><UploadId>two</UploadId><Initiated>2026-01-03T00:00:00.000Z</Initiated></Upload></ListMultipartUploadsResult>
            """;
        var asked = new List<string>();
        server.Proxy.Canned = url => url.Contains("uploadId=", StringComparison.Ordinal) ? Said(asked, url)
            : url.Contains("uploads", StringComparison.Ordinal) ? Listing : null;
        var artifacts = new ArtifactStore(_store.Folder, $"s3://{S3Server.Bucket}/t", server.Options);

        var removed = artifacts.RemoveLeftovers(new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));
        server.Proxy.Canned = _ => null;
        var unknown = artifacts.RemoveLeftovers(new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)); // s3rver does not list them

        Assert.Equal(1, removed);
        Assert.Contains("/t/old?uploadId=one", Assert.Single(asked));
        Assert.Null(unknown);
    }

    [Theory]
    [InlineData("30d", 30 * 86_400)]
    [InlineData("1d2h3m4s", 93_784)]
    [InlineData("1.5h", 5400)]
    [InlineData("0s", 0)]
    public void An_age_is_read_as_MLflow_reads_it(string text, long seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), GarbageChoice.ParseAge(text));

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("2h1d")]
    [InlineData("-1d")]
    [InlineData("1d ")]
    [InlineData("999999999999d")]
    public void What_is_no_age_is_refused_in_MLflows_words(string text) =>
        Assert.StartsWith($"Could not parse any time information from '{text}'.", Assert.Throws<ArgumentException>(() => GarbageChoice.ParseAge(text)).Message);

    static async Task Everything(World here)
    {
        var experiment = (await here.Experiments.CreateAsync("gone", tags: [new("k", "v")])).ExperimentId;
        var (inGone, gone, active) = (await here.Run(experiment), await here.Run("0"), await here.Run("0"));
        var model = await here.Model(experiment, inGone);
        var deletedModel = await here.Model("0", active);
        var rows = here.Rows();
        await here.Write($"{experiment}/stray.txt");
        await here.Runs.DeleteAsync(gone);
        await here.LoggedModels.DeleteAsync(deletedModel);
        await here.Experiments.DeleteAsync(experiment);

        var report = await here.Garbage.CollectAsync(new());
        var again = await here.Garbage.CollectAsync(new());

        Assert.Equal(new[] { inGone, gone }.Order(), report.Runs);
        Assert.Equal(new[] { model, deletedModel }.Order(), report.LoggedModels);
        Assert.Equal([experiment], report.Experiments);
        Assert.Equal(new ArtifactCount(7, 28), report.Artifacts);
        Assert.Equal((0, 0, 0), (again.Runs.Count, again.LoggedModels.Count, again.Experiments.Count));
        Assert.Equal((0, 0, 2), (here.Files(experiment), here.Files($"0/{gone}"), here.Files($"0/{active}")));
        Assert.All(rows, before => Assert.True(before.Count > 0, before.Table));
        Assert.Equal(
            [
                ("runs", 1), ("metrics", 2), ("latest_metrics", 1), ("metric_subjects", 0), ("params", 1), ("tags", 2), ("run_datasets", 1),
                ("run_dataset_tags", 1), ("run_models", 1),
                ("datasets", 1), ("logged_models", 0), ("logged_model_tags", 0), ("logged_model_params", 0), ("experiment_tags", 0),
            ],
            here.Rows());
        Assert.Equal(0, here.Count("removals"));
    }

    static string Said(List<string> asked, string url)
    {
        asked.Add(url);
        return "";
    }

    /// <summary>The stores over one database, and short ways to fill them.</summary>
    sealed class World(TestStore store, TimeProvider time, ArtifactStore artifacts, Database? reopened = null)
    {
        static readonly string[] Tables =
        [
            "runs", "metrics", "latest_metrics", "metric_subjects", "params", "tags", "run_datasets", "run_dataset_tags", "run_models", "datasets",
            "logged_models", "logged_model_tags", "logged_model_params", "experiment_tags",
        ];

        readonly Database _database = reopened ?? store.Database;

        public ExperimentStore Experiments => new(_database, time);

        public RunStore Runs => new(_database, time);

        public RunLog Log => new(_database);

        public LoggedModelStore LoggedModels => new(_database, time);

        public ModelRegistry Models => new(_database, time);

        public ArtifactUploads Uploads => new(store.Folder, artifacts, time);

        public GarbageCollection Garbage => new(_database, artifacts, Uploads, time);

        /// <summary>A run with one of everything and two files of four bytes.</summary>
        public async Task<string> Run(string experiment, bool files = true)
        {
            var run = (await Runs.CreateAsync(new() { ExperimentId = experiment })).RunId;
            await Log.LogBatchAsync(run, new()
            {
                Metrics = [new("m", 1, 1, 1), new("m", double.NaN, 1, 2)],
                Params = [new("p", "v")],
                Tags = [new("t", "v")],
            });
            await Log.LogInputsAsync(run, [new(new("d", "x") { SourceType = "local", Source = "s" }, [new("k", "v")])], ["m-of-nobody"]);
            if (!files) return run;

            await Write($"{experiment}/{run}/artifacts/model/MLmodel");
            await Write($"{experiment}/{run}/artifacts/a.txt");
            return run;
        }

        /// <summary>A logged model with a point of a run and one file.</summary>
        public async Task<string> Model(string experiment, string run)
        {
            var model = (await LoggedModels.CreateAsync(new() { ExperimentId = experiment, Params = [new("p", "v")], Tags = [new("t", "v")] })).ModelId;
            await Log.LogBatchAsync(run, new() { Metrics = [new("m", 1, 1, 1) { ModelId = model }] });
            await Write($"{experiment}/models/{model}/artifacts/MLmodel");
            return model;
        }

        public async Task Write(string path)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes("data"));
            await artifacts.WriteAsync(path, content);
        }

        public long Files(string folder) => artifacts.Count(folder).Files;

        public long Count(string table) => _database.Read(c => c.First($"SELECT COUNT(*) FROM {table}", r => r.GetInt64(0)));

        public List<(string Table, long Count)> Rows() => [.. Tables.Select(t => (t, Count(t)))];

        public Task<int> Execute(string sql, params object?[] values) => _database.WriteAsync(c => c.Run(sql, values));
    }

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
