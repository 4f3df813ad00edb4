using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Cli.Demo;

/// <summary>Fills a data folder with made-up runs: made on all processors, written some hundreds in a commit.</summary>
static class RunFiller
{
    const int SearchesAtOnce = 40;

    // As many batches as processors are being made; two more wait for the disk.
    static readonly int _batchesAtOnce = Environment.ProcessorCount + 2;

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
        var (experiments, bulk) = (new ExperimentStore(database, time), new BulkRuns(database));
        var done = 0L;
        var left = count;
        foreach (var kind in RunKind.All)
        {
            var some = kind == RunKind.All[^1] ? left : Math.Min(left, (int)Math.Round(count * kind.Share));
            if (some == 0) continue;

            left -= some;
            var experiment = await experiments.CreateAsync(kind.Experiment, tags: [new("team", kind.Team), new("made-by", "panta demo")], cancel: cancel);
            var maker = new RunMaker(kind, seed, time.GetUtcNow(), some);
            var batches = (some + BatchSize - 1) / BatchSize;
            await Parallel.ForAsync(0, batches, new ParallelOptions { MaxDegreeOfParallelism = _batchesAtOnce, CancellationToken = cancel }, async (batch, stop) =>
            {
                var places = Enumerable.Range(batch * BatchSize, Math.Min(BatchSize, some - (batch * BatchSize)));
                var made = places.Chunk(RunMaker.SearchSize).SelectMany(search => Search(maker, search, experiment)).ToList();
                await bulk.WriteAsync([.. made.Select(each => each.Run)], [.. made.SelectMany(each => each.Points)], stop);
                progress.Report(Interlocked.Add(ref done, made.Count));
            });
        }
    }

    static int BatchSize => SearchesAtOnce * RunMaker.SearchSize;

    /// <summary>A search: its parent, and the trials that name it.</summary>
    static IEnumerable<(Run Run, IEnumerable<Metric> Points)> Search(RunMaker maker, int[] places, Experiment experiment)
    {
        var parent = NewId();
        foreach (var place in places)
        {
            var (id, made) = (place == places[0] ? parent : NewId(), maker.Make(place));
            Tag[] own = place == places[0] ? [new(Run.NameTag, made.Name)] : [new(Run.NameTag, made.Name), new("mlflow.parentRunId", parent)];
            yield return (Of(made, id, experiment, own), made.Metrics.Select(metric => metric with { RunId = id }));
        }
    }

    static Run Of(MadeRun made, string id, Experiment experiment, Tag[] own)
    {
        var start = made.Start.ToUnixTimeMilliseconds();
        return new()
        {
            RunId = id,
            ExperimentId = experiment.ExperimentId,
            Name = made.Name,
            UserId = made.User,
            Status = made.Status,
            StartTime = start,
            EndTime = made.Length is { } length ? start + (long)length.TotalMilliseconds : null,
            ArtifactUri = $"{experiment.ArtifactLocation}/{id}/artifacts",
            Stage = LifecycleStage.Active,
            Params = made.Params,
            Tags = [.. made.Tags, .. own],
        };
    }

    static string NewId() => Guid.NewGuid().ToString("N");
}
