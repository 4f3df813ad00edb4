using System.Diagnostics;
using System.Globalization;
using Panta.Measuring;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

// Committed events against the machine's own fdatasync (what a commit waits for), in the same run and folder. One line per ratio. Argument: the folder (default: the system's
// temporary one; on a memory file system fsync costs nothing and the ratios say little).
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var root = Path.Combine(args.Length > 0 ? args[0] : Path.GetTempPath(), $"panta-bench-{Environment.ProcessId}");
try
{
    using var folder = DataFolder.Open(root);
    await using var database = Database.Open(folder);
    var runs = new RunStore(database, TimeProvider.System);
    var log = new RunLog(database);
    var run = (await runs.CreateAsync(new NewRun())).RunId;

    var fsyncs = DiskRate.Measure(Path.Combine(root, "fsync"), TimeSpan.FromSeconds(3));
    Console.WriteLine($"fdatasync of an overwritten 4 KiB page     {fsyncs,10:N0} /s");
    foreach (var writers in (int[])[1, 8, 64, 256, 1024])
    {
        var events = await EventRate(log, run, writers, TimeSpan.FromSeconds(3));
        Console.WriteLine($"log-metric committed, {writers,4} writers           {events,10:N0} /s   {events / fsyncs,8:F2} events per fdatasync of the disk");
    }

    var points = await BatchRate(log, run, TimeSpan.FromSeconds(3));
    Console.WriteLine($"log-batch of 1,000 points, 1 writer        {points,10:N0} /s   {points / fsyncs,8:F2} points per fdatasync of the disk");
    await SearchRate(database, runs, log);
}
finally
{
    Directory.Delete(root, recursive: true);
}

static async Task<double> EventRate(RunLog log, string run, int writers, TimeSpan duration)
{
    var watch = Stopwatch.StartNew();
    var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
    {
        var step = 0;
        for (; watch.Elapsed < duration; step++) await log.LogMetricAsync(run, new($"w{writers}-{writer}", step, step, step));
        return step;
    })));
    return counts.Sum() / watch.Elapsed.TotalSeconds;
}

static async Task<double> BatchRate(RunLog log, string run, TimeSpan duration)
{
    var (count, watch) = (0, Stopwatch.StartNew());
    for (; watch.Elapsed < duration; count += 1000)
    {
        var start = count;
        await log.LogBatchAsync(run, new() { Metrics = [.. Enumerable.Range(start, 1000).Select(i => new Metric("batch", i, i, i))] });
    }

    return count / watch.Elapsed.TotalSeconds;
}

// A search of 1,000 runs with all their data, in an experiment of 1,000 and in one of 20,000: the cost must not grow with what is not asked for.
static async Task SearchRate(Database database, RunStore runs, RunLog log)
{
    var experiments = new ExperimentStore(database, TimeProvider.System);
    var times = new List<double>();
    foreach (var size in (int[])[1000, 20_000])
    {
        var experiment = (await experiments.CreateAsync($"{size}")).ExperimentId;
        await Parallel.ForEachAsync(Enumerable.Range(0, size), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, cancel) =>
        {
            var made = await runs.CreateAsync(new() { ExperimentId = experiment, StartTime = i }, cancel);
            await log.LogBatchAsync(made.RunId, new() { Metrics = [new("loss", i, 1), new("acc", i, 1)], Params = [new("a", "1"), new("b", "2")] }, cancel);
        });
        times.Add(Median(() => runs.Search(new() { ExperimentIds = [experiment] })));
    }

    Console.WriteLine($"search of 1,000 runs among 20,000          {times[1],10:F1} ms   {times[1] / times[0],8:F2} times the search among 1,000");
}

static double Median(Action action)
{
    var times = Enumerable.Range(0, 11).Select(_ =>
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    });
    return times.Order().ElementAt(5);
}
