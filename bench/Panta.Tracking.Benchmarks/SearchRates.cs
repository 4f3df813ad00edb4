using System.Diagnostics;
using Panta.Mlflow.Benchmarks;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Benchmarks;

/// <summary>
/// Which fifty runs are first, by several orders and filters, among few and among many: asked for the first time, again, after each of a row of batches of metrics, and
/// while a hundred batches a second are written. The cost of all but the first must not grow with the number of runs.
/// </summary>
sealed class SearchRates(Database database, int[] sizes)
{
    const int FirstExperiment = 1000, BatchesPerSecond = 100, Batches = 400;

    static readonly (string Name, string? Filter, string Order)[] _questions =
    [
        ("newest", null, "attributes.start_time DESC"), ("by a metric", null, "metrics.accuracy DESC"), ("by end time", null, "attributes.end_time DESC"),
        ("by name", null, "attributes.run_name"), ("by a param", null, "params.optimizer"), ("rare filter", "metrics.loss = 0.5 AND metrics.accuracy < 0.1", "attributes.start_time DESC"),
        ("rare name", "attributes.run_name = 'run-77'", "attributes.start_time DESC"), ("frequent filter", "params.max_depth = '3'", "attributes.start_time DESC"),
    ];

    readonly RunSearches _searches = RunSearches.Of(database);
    readonly RunStore _runs = new(database, TimeProvider.System);
    readonly RunLog _log = new(database);
    readonly Random _random = new(1);

    public async Task MeasureAsync()
    {
        for (var i = 0; i < sizes.Length; i++)
            foreach (var statement in SampleRuns.OfPanta(FirstExperiment + i, sizes[i]))
                await database.WriteAsync(connection => SampleRuns.Execute(connection, statement));

        foreach (var (name, filter, order) in _questions)
        {
            var few = 0.0;
            for (var i = 0; i < sizes.Length; i++)
            {
                var query = new RunQuery { ExperimentIds = [$"{FirstExperiment + i}"], Filter = filter, OrderBy = [order], MaxResults = 50 };
                var again = await MeasureAsync($"{name}, among {sizes[i]:N0} runs", query);
                if (i == 0) few = again;
                else Console.WriteLine($"{"",-36} asked again: {again / few:0.00} times the time among {sizes[0]:N0}");
            }
        }

        Console.WriteLine($"memory of the process {Environment.WorkingSet / 1e6:N0} MB, of which the collector holds {GC.GetTotalMemory(forceFullCollection: true) / 1e6:N0} MB");
    }

    async Task<double> MeasureAsync(string name, RunQuery query)
    {
        var first = Microseconds(query);
        for (var i = 0; i < 5000; i++) Microseconds(query);
        var again = Enumerable.Range(0, 5000).Select(_ => Microseconds(query)).Order().ToArray();

        var ids = _runs.Search(query with { Filter = null, OrderBy = [], MaxResults = 1000 }).Items.Select(run => run.RunId).ToArray();
        var after = new List<double>();
        for (var i = 0; i < Batches; i++)
        {
            await WriteAsync(ids);
            after.Add(Microseconds(query));
        }

        var meanwhile = await MeasureWhileWritingAsync(query, ids);
        Console.WriteLine(
            $"{name,-36} first {first / 1000,8:N1} ms; again p50 {again[2500]:0.0} µs, p99 {again[4950]:0.0} µs; after a batch p50 {Part(after, 0.5):0} µs, p99 {Part(after, 0.99):0} µs; "
            + $"while {BatchesPerSecond} batches a second are written p50 {Part(meanwhile, 0.5):0.0} µs, p99 {Part(meanwhile, 0.99):0} µs");
        return again[2500];
    }

    async Task<List<double>> MeasureWhileWritingAsync(RunQuery query, string[] ids)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var writer = Task.Run(async () =>
        {
            var watch = Stopwatch.StartNew();
            for (var batch = 0; !stop.IsCancellationRequested; batch++)
            {
                await WriteAsync(ids);
                var early = TimeSpan.FromSeconds((double)batch / BatchesPerSecond) - watch.Elapsed;
                if (early > TimeSpan.Zero) await Task.Delay(early);
            }
        });
        var times = new List<double>();
        while (!stop.IsCancellationRequested) times.Add(Microseconds(query));
        await writer;
        return times;
    }

    Task WriteAsync(string[] ids) => _log.LogBatchAsync(
        ids[_random.Next(ids.Length)], new() { Metrics = [new("accuracy", _random.NextDouble(), 2_000_000_000_000 + _random.Next(), _random.Next())] });

    double Microseconds(RunQuery query)
    {
        var start = Stopwatch.GetTimestamp();
        _searches.Page(query);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    static double Part(List<double> times, double part) => times.Order().ElementAt((int)(part * (times.Count - 1)));
}
