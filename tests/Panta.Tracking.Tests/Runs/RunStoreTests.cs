using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Runs;

public sealed class RunStoreTests : IDisposable
{
    readonly TestRuns _test = new();

    RunStore Runs => _test.Runs;

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public async Task A_new_run_has_a_name_its_tag_and_a_place()
    {
        var run = await Runs.CreateAsync(new() { StartTime = 5, UserId = "ada" });

        Assert.Matches("^[0-9a-f]{32}$", run.RunId);
        Assert.Matches("^[a-z]+-[a-z]+-[0-9]+$", run.Name);
        Assert.Equal(new Tag(Run.NameTag, run.Name), Assert.Single(run.Tags));
        Assert.Equal(($"mlflow-artifacts:/0/{run.RunId}/artifacts", 5L, RunStatus.Running, "ada"), (run.ArtifactUri, run.StartTime, run.Status, run.UserId));
    }

    [StoreFact]
    public async Task Name_and_name_tag_must_agree()
    {
        var run = new NewRun { Name = "a", Tags = [new(Run.NameTag, "b")] };

        await Assert.ThrowsAsync<ArgumentException>(() => Runs.CreateAsync(run));
        Assert.Equal("b", (await Runs.CreateAsync(run with { Name = "" })).Name);
    }

    [StoreFact]
    public async Task Updating_changes_only_what_is_given()
    {
        var id = await _test.NewRun(name: "a");

        await Runs.UpdateAsync(id, new() { Status = RunStatus.Finished, EndTime = 7 });
        var run = await Runs.UpdateAsync(id, new() { Name = "b", Status = RunStatus.Running });

        Assert.Equal(("b", RunStatus.Running, 7L), (run.Name, run.Status, run.EndTime));
        Assert.Equal("b", Assert.Single(run.Tags).Value);
    }

    [StoreFact]
    public async Task A_deleted_run_takes_nothing_until_it_is_restored()
    {
        var id = await _test.NewRun();
        await Runs.DeleteAsync(id);
        await Runs.DeleteAsync(id);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => _test.Log.LogMetricAsync(id, new("m", 1, 1)));
        await Runs.RestoreAsync(id);
        await _test.Log.LogMetricAsync(id, new("m", 1, 1));

        Assert.StartsWith($"The run {id} must be in the 'active' state", error.Message);
        Assert.Single(Runs.Get(id).Metrics);
    }

    [StoreTheory]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("-a")]
    [InlineData("")]
    public void What_cannot_be_a_run_id_is_refused(string id) => Assert.Throws<ArgumentException>(() => Runs.Get(id));

    [StoreFact]
    public void An_unknown_run_is_named() =>
        Assert.Equal("Run with id=abc not found.", Assert.Throws<NotFoundException>(() => Runs.Get("abc")).Message);
}
