using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Models;

public sealed class LoggedModelStoreTests : IDisposable
{
    readonly TestStore _store = new();
    readonly LoggedModelStore _models;
    readonly RunLog _log;
    readonly string _run;

    public LoggedModelStoreTests()
    {
        _models = new(_store.Database, TimeProvider.System);
        _log = new(_store.Database);
        _run = new RunStore(_store.Database, TimeProvider.System).CreateAsync(new()).GetAwaiter().GetResult().RunId;
    }

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task A_new_model_is_pending_until_it_is_finished()
    {
        var made = await _models.CreateAsync(new() { ExperimentId = "0", Name = "net" });

        var finished = await _models.FinishAsync(made.ModelId, LoggedModelStatus.Ready);

        Assert.Matches("^m-[0-9a-f]{32}$", made.ModelId);
        Assert.Equal((LoggedModelStatus.Pending, LoggedModelStatus.Ready), (made.Status, finished.Status));
        Assert.Equal($"mlflow-artifacts:/0/models/{made.ModelId}/artifacts", made.ArtifactUri);
    }

    [StoreFact]
    public async Task A_point_logged_again_for_a_model_belongs_to_both_also_a_NaN()
    {
        var model = (await _models.CreateAsync(new() { ExperimentId = "0" })).ModelId;
        var point = new Metric("m", double.NaN, 1);

        await _log.LogMetricAsync(_run, point);
        await _log.LogMetricAsync(_run, point with { ModelId = model });
        await _log.LogMetricAsync(_run, point with { ModelId = model });

        Assert.Single(new MetricHistory(_store.Database).Get(_run, "m").Items);
        Assert.Equal(point with { ModelId = model, RunId = _run }, Assert.Single(_models.Get(model).Metrics));
    }

    [StoreFact]
    public async Task A_deleted_model_is_hidden_but_for_those_who_ask()
    {
        var model = (await _models.CreateAsync(new() { ExperimentId = "0" })).ModelId;

        await _models.DeleteAsync(model);
        await _models.DeleteAsync(model);

        Assert.Throws<NotFoundException>(() => _models.Get(model));
        Assert.Equal(model, _models.Get(model, deletedToo: true).ModelId);
        Assert.Empty(_models.Search(new() { ExperimentIds = ["0"] }).Items);
    }

    [StoreFact]
    public async Task Filters_and_orders_look_at_the_models_own_metrics_and_datasets()
    {
        foreach (var (name, value, dataset) in ((string, double, string)[])[("a", 0.5, "x"), ("b", 0.9, "y")])
        {
            var model = await _models.CreateAsync(new() { ExperimentId = "0", Name = name, Params = [new("kind", name)] });
            await _log.LogMetricAsync(_run, new("acc", value, 1) { ModelId = model.ModelId, DatasetName = dataset, DatasetDigest = "d" });
        }

        await _models.CreateAsync(new() { ExperimentId = "0", Name = "c" });

        Assert.Equal("b", Names(new() { Filter = "metrics.acc > 0.6" }));
        Assert.Equal("", Names(new() { Filter = "metrics.acc > 0.6", Datasets = [("x", "")] }));
        Assert.Equal("b", Names(new() { Filter = "name LIKE '%'", Datasets = [("y", "d"), ("y", "e")] }));
        Assert.Equal("", Names(new() { Datasets = [("y", "e")] }));
        Assert.Equal("a", Names(new() { Filter = "params.kind = 'a' AND status = 'PENDING'" }));
        Assert.Equal("a b c", Names(new() { OrderBy = [new("metrics.acc")] }));
        Assert.Equal("b a c", Names(new() { OrderBy = [new("metrics.acc", Descending: true)] }));
        Assert.Equal("b a c", Names(new() { OrderBy = [new("metrics.acc", DatasetName: "y"), new("name")] }));
        Assert.Throws<ArgumentException>(() => Names(new() { OrderBy = [new("params.kind")] }));
        Assert.Throws<ArgumentException>(() => Names(new() { Filter = "metric.acc > 1" }));
    }

    [StoreFact]
    public async Task A_param_may_be_said_again_but_not_changed()
    {
        var model = (await _models.CreateAsync(new() { ExperimentId = "0", Params = [new("a", "1")] })).ModelId;

        await _models.LogParamsAsync(model, [new("a", "1"), new("b", "2")]);

        await Assert.ThrowsAsync<ArgumentException>(() => _models.LogParamsAsync(model, [new("a", "2")]));
        Assert.Equal([new Param("a", "1"), new Param("b", "2")], _models.Get(model).Params);
    }

    string Names(LoggedModelQuery query) => string.Join(' ', _models.Search(query with { ExperimentIds = ["0"] }).Items.Select(m => m.Name));
}
