using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Runs;

public sealed class ExperimentStoreTests : IDisposable
{
    readonly TestRuns _test = new();

    ExperimentStore Experiments => _test.Experiments;

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public void The_default_experiment_is_there_from_the_start() => Assert.Equal("Default", Experiments.Get("0").Name);

    [StoreFact]
    public async Task A_new_experiment_gets_the_next_number_and_its_place()
    {
        var made = await Experiments.CreateAsync("a", tags: [new("team", "x")]);

        Assert.Equal(("1", "mlflow-artifacts:/1", new Tag("team", "x")), (made.ExperimentId, made.ArtifactLocation, Assert.Single(made.Tags)));
        Assert.Equivalent(made, Experiments.Get("1"));
    }

    [StoreFact]
    public async Task A_name_is_taken_also_by_a_deleted_experiment()
    {
        await Experiments.DeleteAsync((await Experiments.CreateAsync("a")).ExperimentId);

        var error = await Assert.ThrowsAsync<AlreadyExistsException>(() => Experiments.CreateAsync("a"));

        Assert.Equal("Experiment(name=a) already exists. It is deleted: restore it, or choose another name.", error.Message);
    }

    [StoreTheory]
    [InlineData("https://x/y#z")]
    [InlineData("s3://bucket/a;b")]
    [InlineData("runs:/abc")]
    [InlineData("s3://bucket/a?x=%2e%2e")]
    public async Task Locations_that_hide_something_are_refused(string location) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Experiments.CreateAsync("a", location));

    [StoreFact]
    public async Task Deleting_takes_the_runs_along_and_restoring_brings_them_back()
    {
        var run = await _test.NewRun();

        await Experiments.DeleteAsync("0");
        Assert.Equal(LifecycleStage.Deleted, _test.Runs.Get(run).Stage);
        await Assert.ThrowsAsync<ArgumentException>(() => _test.NewRun());
        await Experiments.RestoreAsync("0");

        Assert.Equal(LifecycleStage.Active, _test.Runs.Get(run).Stage);
        await Assert.ThrowsAsync<NotFoundException>(() => Experiments.RestoreAsync("0"));
    }

    [StoreFact]
    public async Task Ids_are_found_as_text()
    {
        foreach (var name in (string[])["a", "b", "c"]) await Experiments.CreateAsync(name);

        Assert.Equal(["b"], Names("experiment_id = '2'"));
        Assert.Equal(["c", "a"], Names("experiment_id IN ('1', '3', '99')"));
        Assert.Equal(["c", "b"], Names("experiment_id NOT IN ('0', '1')"));

        IEnumerable<string> Names(string filter) => Experiments.Search(filter, ["experiment_id DESC"]).Items.Select(e => e.Name);
    }

    [StoreFact]
    public async Task Renaming_to_a_used_name_is_refused_and_to_its_own_is_not()
    {
        await Experiments.CreateAsync("a");

        await Assert.ThrowsAsync<AlreadyExistsException>(() => Experiments.RenameAsync("1", "Default"));
        await Experiments.RenameAsync("1", "a");
        await Experiments.RenameAsync("1", "b");

        Assert.Null(Experiments.FindByName("a"));
        Assert.Equal("1", Experiments.FindByName("b")!.ExperimentId);
    }

    [StoreFact]
    public async Task Search_pages_in_the_order_asked_for()
    {
        foreach (var name in (string[])["c", "a", "b"]) await Experiments.CreateAsync(name);

        var first = Experiments.Search("name != 'Default'", ["name DESC"], maxResults: 2);
        var second = Experiments.Search("name != 'Default'", ["name DESC"], maxResults: 2, pageToken: first.NextToken);

        Assert.Equal(["c", "b", "a"], first.Items.Concat(second.Items).Select(e => e.Name));
        Assert.Null(second.NextToken);
    }

    [StoreFact]
    public void The_prefix_attributes_is_refused_as_MLflow_does() =>
        Assert.StartsWith("Invalid entity type 'attributes'", Assert.Throws<ArgumentException>(() => Experiments.Search("attributes.name = 'x'")).Message);

    [Theory]
    [InlineData("s3://bucket/root/", "s3://bucket/root/")]
    [InlineData("/srv/mlruns", "/srv/mlruns/")]
    [InlineData("mlflow-artifacts:/", "mlflow-artifacts:/")]
    public async Task New_experiments_lie_below_the_artifact_root(string root, string below)
    {
        using var store = new TestStore();
        var experiments = new ExperimentStore(store.Database, TimeProvider.System, root);
        await experiments.PlaceUnusedDefaultAsync();

        Assert.Equal(below + "1", (await experiments.CreateAsync("a")).ArtifactLocation);
        Assert.Equal(below + "0", experiments.Get("0").ArtifactLocation);
    }

    [StoreFact]
    public async Task An_experiment_that_has_runs_stays_where_its_files_are()
    {
        using var store = new TestStore();
        await new RunStore(store.Database, TimeProvider.System).CreateAsync(new() { ExperimentId = "0", Name = "r", StartTime = 1 });
        var experiments = new ExperimentStore(store.Database, TimeProvider.System, "s3://bucket");
        await experiments.PlaceUnusedDefaultAsync();

        Assert.Equal("mlflow-artifacts:/0", experiments.Get("0").ArtifactLocation);
    }

    [Theory]
    [InlineData("s3://bucket/a?b=c")]
    [InlineData("s3://bucket/a#b")]
    [InlineData("runs:/x")]
    public void An_artifact_root_that_no_experiment_may_have_is_refused(string root)
    {
        using var store = new TestStore();

        Assert.Contains(root, Assert.Throws<ArgumentException>(() => new ExperimentStore(store.Database, TimeProvider.System, root)).Message);
    }
}
