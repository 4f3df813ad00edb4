using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Runs;

public sealed class RunLogTests : IDisposable
{
    readonly TestRuns _test = new();

    RunLog Log => _test.Log;

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public async Task The_latest_point_is_that_of_greatest_step_then_time_then_value()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 50; trial++)
        {
            var run = await _test.NewRun();
            var points = Enumerable.Range(0, 20).Select(_ => new Metric("m", random.Next(3), random.Next(3), random.Next(3))).ToList();

            await Log.LogBatchAsync(run, new() { Metrics = points });

            var expected = points.OrderBy(p => p.Step).ThenBy(p => p.Timestamp).ThenBy(p => p.Value).Last();
            Assert.Equal(expected, Assert.Single(_test.Runs.Get(run).Metrics));
            Assert.Equal(
                points.Distinct().OrderBy(p => p.Timestamp).ThenBy(p => p.Step).ThenBy(p => p.Value),
                _test.History.Get(run, "m").Items);
        }
    }

    [StoreTheory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(0.1 + 0.2)]
    [InlineData(9007199254740993d)]
    public async Task Every_double_comes_back_with_its_bits_and_once(double value)
    {
        var run = await _test.NewRun();

        await Log.LogMetricAsync(run, new("m", value, 1));
        await Log.LogMetricAsync(run, new("m", value, 1));

        Assert.Equal(value, Assert.Single(_test.History.Get(run, "m").Items).Value);
        Assert.Equal(value, Assert.Single(_test.Runs.Get(run).Metrics).Value);
    }

    [StoreFact]
    public async Task A_param_never_changes_and_a_conflict_aborts_the_whole_batch()
    {
        var run = await _test.NewRun();
        await Log.LogParamAsync(run, new("a", "1"));
        await Log.LogParamAsync(run, new("a", "1"));

        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            Log.LogBatchAsync(run, new() { Metrics = [new("m", 1, 1)], Params = [new("b", "2"), new("a", "9")], Tags = [new("t", "x")] }));

        Assert.StartsWith("Changing param values is not allowed. Param with key='a' was already logged with value='1'", error.Message);
        var read = _test.Runs.Get(run);
        Assert.Equal([new Param("a", "1")], read.Params);
        Assert.Empty(read.Metrics);
    }

    [StoreTheory]
    [InlineData("ok/key-1_a.b: c", true)]
    [InlineData("größe", true)]
    [InlineData("a//b", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a/../b", false)]
    [InlineData("a$b", false)]
    [InlineData("", false)]
    [InlineData("a b:c-d.e_f", true)]
    [InlineData("...", true)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a\n", false)]
    public async Task Keys_follow_MLflows_rule(string key, bool allowed)
    {
        var run = await _test.NewRun();

        var ofTag = await Record.ExceptionAsync(() => Log.SetTagAsync(run, new(key, "x")));
        var ofPoint = await Record.ExceptionAsync(() => Log.LogBatchAsync(run, new() { Metrics = [new(key, 1, 1)] }));

        Assert.Equal((allowed, allowed), (ofTag is null, ofPoint is null));
    }

    [StoreFact]
    public async Task Long_values_are_cut_at_whole_characters()
    {
        var run = await _test.NewRun();

        await Log.LogParamAsync(run, new("p", string.Concat(Enumerable.Repeat("🙂", 6001))));

        Assert.Equal(string.Concat(Enumerable.Repeat("🙂", 6000)), Assert.Single(_test.Runs.Get(run).Params).Value);
    }

    [StoreFact]
    public async Task Names_in_the_name_tag_rename_the_run_but_for_an_empty_one()
    {
        var run = await _test.NewRun(name: "a");

        await Log.SetTagAsync(run, new(Run.NameTag, "b"));
        await Log.SetTagAsync(run, new(Run.NameTag, ""));

        Assert.Equal("b", _test.Runs.Get(run).Name);
    }

    [StoreFact]
    public async Task A_dataset_is_kept_once_in_its_experiment_however_often_it_is_read()
    {
        var (one, two) = (await _test.NewRun(), await _test.NewRun());
        var input = new DatasetInput(new("iris", "d1") { SourceType = "local", Source = "{}" }, [new(DatasetInput.ContextTag, "training")]);

        await Log.LogInputsAsync(one, [input, input], ["m-1"]);
        await Log.LogInputsAsync(two, [input], []);

        Assert.Equivalent(input, Assert.Single(_test.Runs.Get(one).Datasets));
        Assert.Equal(["m-1"], _test.Runs.Get(one).ModelInputs);
        Assert.Equal(new DatasetUse("0", "iris", "d1", "training"), Assert.Single(new DatasetSearch(_test.Store.Database).Search(["0"])));
    }

    [StoreFact]
    public async Task Models_of_older_clients_are_listed_in_a_tag_without_their_configuration()
    {
        var run = await _test.NewRun();
        const string Model = """{"artifact_path":"m","flavors":{"x":{"a":1,"config":{"s":2}}},"utc_time_created":"t","run_id":"r","other":1}""";

        await Log.LogModelAsync(run, Model);
        await Log.LogModelAsync(run, Model);

        const string Kept = """{"artifact_path":"m","flavors":{"x":{"a":1}},"utc_time_created":"t","run_id":"r"}""";
        Assert.Contains(new Tag("mlflow.log-model.history", $"[{Kept},{Kept}]"), _test.Runs.Get(run).Tags);
        await Assert.ThrowsAsync<ArgumentException>(() => Log.LogModelAsync(run, "[]"));
    }

    [StoreFact]
    public async Task Removing_a_tag_that_is_not_there_says_so()
    {
        var run = await _test.NewRun();

        Assert.StartsWith("No tag with name: x", (await Assert.ThrowsAsync<NotFoundException>(() => Log.DeleteTagAsync(run, "x"))).Message);
    }
}
