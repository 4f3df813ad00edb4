using System.Text.Json;
using System.Text.Json.Serialization;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Engines;
using Panta.Tracking.Garbage;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Tests.Runs;

namespace Panta.Tracking.Tests.Stores;

public sealed class RunChangesTests : IDisposable
{
    static readonly JsonSerializerOptions WithNaN = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    readonly TestRuns _test = new();

    Database Database => _test.Store.Database;

    RunLog Log => _test.Log;

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public async Task Every_write_tells_of_the_runs_it_changes()
    {
        var (run, other) = (await _test.NewRun(), await _test.NewRun());
        var experiment = (await _test.Experiments.CreateAsync("held")).ExperimentId;
        await _test.Runs.CreateAsync(new() { ExperimentId = experiment });
        var model = await new LoggedModelStore(Database, TimeProvider.System).CreateAsync(new() { ExperimentId = "0", SourceRunId = run });
        var bulk = new BulkRuns(Database);
        var removed = _test.Runs.Get(other);

        await Tells(() => Log.LogMetricAsync(run, new("loss", 0.5, 1)));
        await Tells(() => Log.LogMetricAsync(run, new("loss", double.NaN, 2)));
        await Tells(() => Log.LogParamAsync(run, new("depth", "3")));
        await Tells(() => Log.SetTagAsync(run, new("team", "glass")));
        await Tells(() => Log.DeleteTagAsync(run, "team"));
        await Tells(() => Log.LogBatchAsync(run, new() { Metrics = [new("auc", 0.9, 1)], Params = [new("seed", "1")], Tags = [new("a", "b")] }));
        await Tells(() => Log.LogInputsAsync(
            run, [new(new("rows", "1") { Source = "s", SourceType = "local" }, [new("mlflow.data.context", "train")])], [model.ModelId]));
        await Tells(() => Log.LogOutputsAsync(run, [new(model.ModelId, 3)]));
        await Tells(() => Log.LogModelAsync(run, """{"artifact_path": "m", "flavors": {}, "utc_time_created": "now", "run_id": "r"}"""));
        await Tells(() => _test.Runs.UpdateAsync(run, new() { Status = RunStatus.Finished, EndTime = 9, Name = "done" }));
        await Tells(() => _test.NewRun());
        await Tells(() => _test.Runs.DeleteAsync(other));
        await Tells(() => _test.Runs.RestoreAsync(other));
        await Tells(() => _test.Experiments.DeleteAsync(experiment), mayBeAnyRun: true);
        await Tells(() => _test.Experiments.RestoreAsync(experiment), mayBeAnyRun: true);
        await Tells(() => bulk.WriteAsync([removed with { RunId = new('a', 32), Params = [new("p", "1")] }], []));
        await Tells(() => bulk.WriteAsync([removed with { Name = "over", Tags = [new("t", "1")] }], [new("m", 1, 1) { RunId = other }]));
        await _test.Runs.DeleteAsync(other);
        var artifacts = new ArtifactStore(_test.Store.Folder);
        var uploads = new ArtifactUploads(_test.Store.Folder, artifacts, TimeProvider.System);
        Assert.Equal(0, Database.RunChanges.Removals);
        await Tells(() => new GarbageCollection(Database, artifacts, uploads, TimeProvider.System).CollectAsync(new() { RunIds = [other] }));
        Assert.Equal(1, Database.RunChanges.Removals);
    }

    [StoreFact]
    public async Task A_write_that_fails_or_is_of_something_else_tells_nothing()
    {
        var run = await _test.NewRun();
        await Log.LogParamAsync(run, new("depth", "3"));
        var before = Database.RunChanges.Count;

        await Assert.ThrowsAsync<ArgumentException>(() => Log.LogParamAsync(run, new("depth", "4")));
        await _test.Experiments.CreateAsync("other");

        Assert.Empty(Database.RunChanges.Since(before).Runs!);
    }

    [StoreFact]
    public async Task What_changed_long_ago_or_may_be_anything_is_not_known()
    {
        var changes = Database.RunChanges;
        var run = await _test.NewRun();
        var before = changes.Count;
        Assert.Empty(changes.Since(before).Runs!);

        await Database.WriteAsync(_ => { for (var i = 0; i < 32_768; i++) Database.Touch(i % 10); });
        Assert.Equal(10, changes.Since(before).Runs!.Count);

        await Log.LogParamAsync(run, new("depth", "3"));
        Assert.Null(changes.Since(before).Runs);
        Assert.Single(changes.Since(changes.Count - 1).Runs!);

        before = changes.Count;
        await Database.WriteAsync(_ => Database.TouchAnyRun());
        Assert.Null(changes.Since(before).Runs);
        Assert.Empty(changes.Since(changes.Count).Runs!);
    }

    [StoreFact]
    public async Task Who_sees_that_something_was_written_can_ask_which_runs()
    {
        var run = await _test.NewRun();
        var (groups, count) = (Database.Changes, Database.RunChanges.Count);
        var writing = Task.Run(async () => { for (var i = 0; i < 300; i++) await Log.SetTagAsync(run, new("i", $"{i}")); });

        while (!writing.IsCompleted)
        {
            var seen = Database.Changes; // read first
            Assert.True(Database.RunChanges.Count - count >= seen - groups, "a group is told of before its runs are");
        }

        await writing;
    }

    // Compares all that a run answers before and after, so that a write which forgets to tell is found whatever it wrote.
    async Task Tells(Func<Task> write, bool mayBeAnyRun = false)
    {
        var (before, count) = (Answers(), Database.RunChanges.Count);

        await write();

        var after = Answers();
        var changed = before.Keys.Union(after.Keys).Where(run => before.GetValueOrDefault(run) != after.GetValueOrDefault(run)).ToHashSet();
        Assert.NotEmpty(changed);
        if (Database.RunChanges.Since(count).Runs is { } told) Assert.Subset(new HashSet<long>(told), changed);
        else Assert.True(mayBeAnyRun);
    }

    Dictionary<long, string> Answers() => Database.Read(c =>
    {
        var runs = c.Rows($"SELECT {RunRows.Columns} FROM runs r ORDER BY r.run", RunRows.Read);
        return runs.Zip(RunRows.WithData(c, runs)).ToDictionary(pair => pair.First.Key, pair => JsonSerializer.Serialize(pair.Second, WithNaN));
    });
}
