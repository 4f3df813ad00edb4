using System.Diagnostics;
using System.Globalization;
using Panta.Measuring;
using Panta.Tracking.Benchmarks;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

// Committed events against the machine's own fdatasync (what a commit waits for), in the same run and folder; searches among few and many runs. One line per ratio. Arguments: the folder
// (default: the system's temporary one; on a memory file system fsync costs nothing and the ratios say little); numbers of runs to search among (default 1000 100000).
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] sizes = args.Where(arg => char.IsAsciiDigit(arg[0])).Select(int.Parse).ToArray() is { Length: > 0 } given ? given : [1000, 100_000];
var root = Path.Combine(args.FirstOrDefault(arg => !char.IsAsciiDigit(arg[0])) ?? Path.GetTempPath(), $"panta-bench-{Environment.ProcessId}");
try
{
    using var folder = DataFolder.Open(root);
    await using var database = Database.Open(folder);
    var runs = new RunStore(database, TimeProvider.System);
    var log = new RunLog(database);
    var run = (await runs.CreateAsync(new NewRun())).RunId;

    using var pages = new DiskPages(Path.Combine(root, "fsync"));
    var fsyncs = pages.Rate(TimeSpan.FromSeconds(3));
    Console.WriteLine($"fdatasync of an overwritten 4 KiB page     {fsyncs,10:N0} /s");
    foreach (var writers in (int[])[1, 8, 64, 256, 1024])
    {
        var events = await EventRate(log, run, writers, TimeSpan.FromSeconds(3));
        Console.WriteLine($"log-metric committed, {writers,4} writers           {events,10:N0} /s   {events / fsyncs,8:F2} events per fdatasync of the disk");
    }

    var points = await BatchRate(log, run, TimeSpan.FromSeconds(3));
    Console.WriteLine($"log-batch of 1,000 points, 1 writer        {points,10:N0} /s   {points / fsyncs,8:F2} points per fdatasync of the disk");
    await new SearchRates(database, sizes).MeasureAsync();
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
