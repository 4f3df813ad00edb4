using Panta.Tracking.Garbage;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Runs;

/// <summary>Random changes to random runs, and random searches for them.</summary>
sealed class RunsChanging(TestRuns test, int seed)
{
    static readonly double[] _values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1, 1, 2, -3.5, 1e-300];
    static readonly string[] _texts = ["", "a", "b", "aaaaaaaa", "aaaaaaaab", "aaaaaaaac", "é", "\uFFFD", "😀", "Z"];

    static readonly string[] _orders =
    [
        "metrics.m", "metrics.m DESC", "metrics.n DESC", "params.p", "params.p DESC", "tags.t", "tags.t DESC", "attributes.start_time", "attributes.start_time DESC",
        "attributes.end_time", "attributes.end_time DESC", "attributes.status", "attributes.run_name DESC", "attributes.run_name", "attributes.run_id DESC",
    ];

    static readonly string[] _filters =
    [
        "metrics.m > 0", "metrics.m <= 1", "metrics.n = 1", "params.p = 'a'", "params.p LIKE 'a%'", "tags.t != 'a'", "tags.t IS NULL", "tags.t IS NOT NULL", "tags.t = 'b'",
        "attributes.status = 'FINISHED'", "attributes.run_name LIKE '%a%'", "attributes.start_time > 1", "attributes.end_time < 2", "dataset.name = 'd'",
    ];

    readonly List<string> _runs = [];
    int _step;

    public Random Random { get; } = new(seed);

    public async Task<string> CreateAsync()
    {
        var run = await test.Runs.CreateAsync(new() { StartTime = Random.Next(4), Name = $"{Random.Next(3)}{Text()}" });
        _runs.Add(run.RunId);
        return $"created {run.RunId}";
    }

    /// <summary>Changes something and tells what.</summary>
    public async Task<string> ChangeAsync()
    {
        var run = _runs[Random.Next(_runs.Count)];
        var kind = Random.Next(14);
        try
        {
            await (kind switch
            {
                0 or 1 => CreateAsync(),
                2 or 3 or 4 => test.Log.LogMetricAsync(run, new(Random.Next(3) == 0 ? "n" : "m", _values[Random.Next(_values.Length)], _step++, _step)),
                5 => test.Log.LogParamAsync(run, new("p", Text())),
                6 or 7 => test.Log.SetTagAsync(run, new("t", Text())),
                8 => test.Log.DeleteTagAsync(run, "t"),
                9 => test.Runs.DeleteAsync(run),
                10 => test.Runs.RestoreAsync(run),
                11 => test.Runs.UpdateAsync(run, new() { Status = (RunStatus)Random.Next(1, 6), EndTime = Random.Next(4), Name = Text() }),
                12 => test.Log.LogInputsAsync(run, [new(new(Random.Next(2) == 0 ? "d" : "e", "1"), [])], []),
                _ => RemoveAsync(run),
            });
        }
        catch (Exception error) when (error is ArgumentException or NotFoundException)
        {
            return $"refused {kind} of {run}"; // a param has its value already, a run is deleted or gone
        }

        return $"did {kind} to {run}";
    }

    public RunQuery Query() => new()
    {
        ExperimentIds = Random.Next(4) == 0 ? ["0", "77"] : ["0"],
        View = Random.Next(5) switch { 0 => ViewType.All, 1 => ViewType.DeletedOnly, _ => ViewType.ActiveOnly },
        Filter = string.Join(" AND ", Enumerable.Range(0, Random.Next(3)).Select(_ => _filters[Random.Next(_filters.Length)])),
        OrderBy = [.. Enumerable.Range(0, Random.Next(3)).Select(_ => _orders[Random.Next(_orders.Length)]).DistinctBy(order => order.Split(' ')[0])],
    };

    string Text() => _texts[Random.Next(_texts.Length)];

    // As gc does: the database may give its short key to the next run.
    async Task RemoveAsync(string run)
    {
        await test.Runs.DeleteAsync(run);
        await test.Store.Database.WriteAsync(connection =>
        {
            GarbageRows.Mark(connection, GarbageItem.Run, [run], 0);
            while (GarbageRows.RemovePoints(connection, run)) { }
            GarbageRows.Remove(connection, new(GarbageItem.Run, run, "", 0));
        });
        _runs.Remove(run);
    }
}
