using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Cli.Demo;

/// <summary>Fills a data folder with made-up runs, through the stores that clients log through.</summary>
static class RunFiller
{
    // Many at once, so that they share the disk's commits.
    const int AtOnce = 1000;

    /// <summary>Fills a folder that no server holds.</summary>
    /// <param name="folder">The data folder; made where there is none.</param>
    /// <param name="count">How many runs.</param>
    /// <param name="seed">The same seed and end give the same runs, but for their ids.</param>
    /// <param name="time">The clock; the newest runs run at its time.</param>
    /// <param name="progress">Told the number of runs logged.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task FillAsync(string folder, int count, int seed, TimeProvider time, IProgress<long> progress, CancellationToken cancel)
    {
        using var data = DataFolder.Open(folder);
        await using var database = Database.Open(data, time);
        var (experiments, runs, log) = (new ExperimentStore(database, time), new RunStore(database, time), new RunLog(database));
        var done = 0L;
        var left = count;
        foreach (var kind in RunKind.All)
        {
            var some = kind == RunKind.All[^1] ? left : Math.Min(left, (int)Math.Round(count * kind.Share));
            if (some == 0) continue;

            left -= some;
            var experiment = await experiments.CreateAsync(kind.Experiment, tags: [new("team", kind.Team), new("made-by", "panta demo")], cancel: cancel);
            var maker = new RunMaker(kind, seed, time.GetUtcNow(), some);
            var searches = (some + RunMaker.SearchSize - 1) / RunMaker.SearchSize;
            await Parallel.ForAsync(0, searches, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (search, stop) =>
            {
                var parent = "";
                for (var k = search * RunMaker.SearchSize; k < Math.Min(some, (search + 1) * RunMaker.SearchSize); k++)
                {
                    var id = await LogAsync(maker.Make(k), experiment.ExperimentId, parent, runs, log, stop);
                    if (parent.Length == 0) parent = id;
                    progress.Report(Interlocked.Increment(ref done));
                }
            });
        }
    }

    static async Task<string> LogAsync(MadeRun made, string experiment, string parent, RunStore runs, RunLog log, CancellationToken cancel)
    {
        Tag[] tags = parent.Length == 0 ? [.. made.Tags] : [.. made.Tags, new("mlflow.parentRunId", parent)];
        var start = made.Start.ToUnixTimeMilliseconds();
        var run = await runs.CreateAsync(new() { ExperimentId = experiment, Name = made.Name, UserId = made.User, StartTime = start, Tags = tags }, cancel);
        await log.LogBatchAsync(run.RunId, new() { Params = made.Params, Metrics = made.Metrics }, cancel);
        if (made.Length is { } length)
            await runs.UpdateAsync(run.RunId, new() { Status = made.Status, EndTime = start + (long)length.TotalMilliseconds }, cancel);
        return run.RunId;
    }
}
