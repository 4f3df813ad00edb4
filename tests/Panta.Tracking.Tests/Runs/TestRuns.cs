using Panta.Tracking.Runs;

namespace Panta.Tracking.Tests.Runs;

/// <summary>The stores of runs over a store of their own, and short ways to log.</summary>
sealed class TestRuns : IDisposable
{
    readonly TestStore _store;

    public TestRuns(TimeProvider? time = null)
    {
        _store = new(time);
        Experiments = new(_store.Database, TimeProvider.System);
        Runs = new(_store.Database, TimeProvider.System);
        Log = new(_store.Database);
        History = new(_store.Database);
    }

    public TestStore Store => _store;

    public ExperimentStore Experiments { get; }

    public RunStore Runs { get; }

    public RunLog Log { get; }

    public MetricHistory History { get; }

    public async Task<string> NewRun(long start = 1000, string name = "") => (await Runs.CreateAsync(new() { StartTime = start, Name = name })).RunId;

    public IReadOnlyList<string> Search(string? filter = null, params string[] orderBy) =>
        [.. Runs.Search(new() { ExperimentIds = ["0"], Filter = filter, OrderBy = orderBy }).Items.Select(r => r.Name)];

    public void Dispose() => _store.Dispose();
}
