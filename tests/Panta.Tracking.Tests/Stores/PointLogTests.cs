using Dapper;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Engines;
using Panta.Tracking.Garbage;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Upkeep;

namespace Panta.Tracking.Tests.Stores;

/// <summary>Points that wait in the log are read, and kept, as those in the tables.</summary>
public sealed class PointLogTests : IDisposable
{
    const int Many = PointLog.Many;

    readonly LoggedStore _store = new();

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task Whatever_was_read_or_written_between_the_same_points_are_read()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            string[] runs = [await _store.Test.NewRun(), await _store.Test.NewRun(), await _store.Test.NewRun()];
            var expected = new HashSet<string>();
            for (var batch = 0; batch < 40; batch++)
            {
                var points = LoggedStore.Many(random, random.Next(1, 60)).ToList();
                var run = runs[random.Next(runs.Length)];
                await _store.Test.Log.LogBatchAsync(run, new() { Metrics = points });
                expected.UnionWith(points.Select(p => LoggedStore.Text(p with { RunId = run })));
                if (random.Next(4) == 0) await _store.Test.Log.SetTagAsync(run, new("t", $"{batch}"));
                if (random.Next(6) == 0) Assert.Subset(expected, _store.Points(run).ToHashSet());
                if (random.Next(8) == 0) _store.Database.Settle();
            }

            var found = Read(runs, random);

            Assert.True(expected.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)), $"Seed {seed}: other points.");
            Assert.All(StoreCheck.Run(_store.Test.Store.Address), finding => Assert.True(finding.Passed, $"Seed {seed}: {finding.Check}: {finding.Detail}"));
        }
    }

    [Fact]
    public async Task Points_wait_until_somebody_reads_or_they_are_many()
    {
        var run = await _store.Test.NewRun();

        await _store.Spread(run, 0, Many - 10);
        var waiting = InTables();
        await _store.Spread(run, Many - 10, 10);
        for (var wait = 0; InTables() == 0 && wait < 1000; wait++) await Task.Delay(10); // others log on meanwhile
        var many = InTables();
        await _store.Spread(run, Many, 10);

        Assert.Equal((0, Many, Many), (waiting, many, InTables()));
        Assert.Equal(Keyed(Many + 10, 3), _store.Test.History.Stream(run, "m3").Count());
        Assert.Equal(Many + 10, InTables());
    }

    [Fact]
    public async Task Who_asks_for_a_runs_latest_metrics_sees_those_just_logged()
    {
        var run = await _store.Test.NewRun(name: "a");
        for (var step = 0; step < 50; step++)
        {
            await _store.Test.Log.LogMetricAsync(run, new("m", step, 1, step));

            Assert.Equal(step, _store.Test.Runs.Get(run).Metrics.Single().Value);
            Assert.Equal(["a"], _store.Test.Search($"metrics.m = {step}"));
        }
    }

    [Fact]
    public async Task A_run_that_is_not_in_use_is_refused_and_the_others_of_its_group_are_kept()
    {
        var (run, deleted) = (await _store.Test.NewRun(), await _store.Test.NewRun());
        await _store.Test.Runs.DeleteAsync(deleted);

        var logged = Enumerable.Range(0, 300).Select(i => Task.Run(() => _store.Test.Log.LogMetricAsync((i % 3) switch
        {
            0 => run,
            1 => deleted,
            _ => new string('f', 32),
        }, new("m", i, i)))).ToArray();
        await Task.WhenAny(Task.WhenAll(logged));

        Assert.All(logged.Where((_, i) => i % 3 == 0), task => Assert.True(task.IsCompletedSuccessfully));
        Assert.All(logged.Where((_, i) => i % 3 == 1), task => Assert.Contains("must be in the 'active' state", task.Exception!.InnerException!.Message));
        Assert.All(logged.Where((_, i) => i % 3 == 2), task => Assert.IsType<NotFoundException>(task.Exception!.InnerException));
        Assert.Equal(100, _store.Test.History.Get(run, "m").Items.Count);
        Assert.Equal([], _store.Points(deleted));
    }

    [StoreFact]
    public async Task A_store_that_rests_puts_them_in_order()
    {
        await _store.Test.Log.LogBatchAsync(await _store.Test.NewRun(), new() { Metrics = [.. LoggedStore.Distinct(50)] });
        var changes = (_store.Database.Changes, _store.Database.RunChanges.Count);

        _store.Alarm.Ring();

        Assert.Equal(50, StoreBackup.Write(_store.Test.Store.Address, _store.Beside("rested")).Tables.Single(t => t.Table == "metrics").Rows);
        Assert.Equal(changes, (_store.Database.Changes, _store.Database.RunChanges.Count));
    }

    [Fact]
    public async Task A_full_disk_keeps_what_was_answered_and_shows_it_when_there_is_room()
    {
        var run = await _store.Test.NewRun(name: "a");
        await _store.Spread(run, 0, 10);
        await _store.Test.Log.SetTagAsync(run, new("t", "before"));
        var writer = await _store.Database.WriteAsync(c => c);
        writer.Execute($"PRAGMA max_page_count = {writer.ExecuteScalar<long>("PRAGMA page_count")}");

        var logged = 10;
        var error = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            for (;; logged += 100) await _store.Spread(run, logged, 100);
        });
        _store.Database.Settle();
        var meanwhile = (_store.Test.Runs.Get(run).Tags.Single(t => t.Key == "t").Value, _store.Points(run).Count);
        var copy = _store.Copy("full");
        var unseen = _store.Database.RunChanges.Count;
        writer.Execute("PRAGMA max_page_count = 1000000");
        _store.Alarm.Ring();

        Assert.Contains("the disk is full", error.Message);
        Assert.True(logged > 2 * Many, $"{logged} points were logged.");
        Assert.Equal(("before", 10), meanwhile);
        Assert.Equal(logged, LoggedStore.PointsOf(copy, run).Count);
        Assert.Equal(logged, _store.Points(run).Count);
        Assert.Null(_store.Database.RunChanges.Since(unseen).Runs);
    }

    [Fact]
    public async Task A_log_that_cannot_be_made_is_told_and_made_when_it_can_be()
    {
        var run = await _store.Test.NewRun();
        Directory.CreateDirectory(_store.LogFile);

        var error = await Assert.ThrowsAsync<StoreException>(() => _store.Spread(run, 0, 10));
        Directory.Delete(_store.LogFile);
        await _store.Spread(run, 0, 10);

        Assert.Contains("could not be written", error.Message);
        Assert.Equal(10, _store.Points(run).Count);
    }

    [Fact]
    public async Task More_points_at_a_time_than_the_log_has_room_for_are_kept_too()
    {
        var run = await _store.Test.NewRun();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => _store.Test.Log.LogBatchAsync(
            run, new() { Metrics = [.. Enumerable.Range(0, 200).Select(n => new Metric(new string('k', 240) + (n % 100), n, i))] }))));

        Assert.Equal(40_000, _store.Points(run).Count);
        Assert.All(StoreCheck.Run(_store.Test.Store.Address), finding => Assert.True(finding.Passed, $"{finding.Check}: {finding.Detail}"));
    }

    [StoreFact]
    public async Task A_removed_run_takes_its_own_with_it()
    {
        var (gone, kept) = (await _store.Test.NewRun(), await _store.Test.NewRun());
        foreach (var run in (string[])[gone, kept]) await _store.Test.Log.LogBatchAsync(run, new() { Metrics = [.. LoggedStore.Many(new(4), 100)] });
        var before = _store.Points(kept);
        await _store.Test.Log.LogBatchAsync(gone, new() { Metrics = [.. LoggedStore.Many(new(6), 100)] });
        await _store.Test.Runs.DeleteAsync(gone);

        var artifacts = new ArtifactStore(_store.Test.Store.Folder);
        var uploads = new ArtifactUploads(_store.Test.Store.Folder, artifacts, TimeProvider.System);

        var report = await new GarbageCollection(_store.Database, artifacts, uploads, TimeProvider.System).CollectAsync(new());

        Assert.Equal([gone], report.Runs);
        Assert.Equal(before, _store.Points(kept));
        Assert.Equal(0, _store.Database.Read(c => c.ExecuteScalar<long>("SELECT COUNT(*) FROM metrics WHERE run NOT IN (SELECT run FROM runs)")));
    }

    static int Keyed(int points, int key) => Enumerable.Range(0, points).Count(n => n % 10 == key);

    // Another program reads the tables alone.
    long InTables()
    {
        using var engine = new SqliteEngine(_store.Test.Store.Folder.DatabaseFile);
        using var reader = engine.OpenReader();
        return reader.Connection.ExecuteScalar<long>("SELECT COUNT(*) FROM metrics");
    }

    // All ways to read points answer the same.
    List<string> Read(string[] runs, Random random)
    {
        var (all, curves) = (new List<string>(), new MetricCurves(_store.Database));
        foreach (var run in runs)
            foreach (var key in Enumerable.Range(0, 8).Select(k => $"m{k}"))
            {
                var history = _store.Test.History.Get(run, key).Items.Select(p => LoggedStore.Text(p with { RunId = run })).ToList();
                all.AddRange(history);
                Assert.Equal(history, _store.Test.History.Stream(run, key).Select(p => LoggedStore.Text(p with { RunId = run })));
                Assert.Equal(history, Pages(run, key, random.Next(1, 9)).Select(p => LoggedStore.Text(p with { RunId = run })));
                Assert.Equal(history, curves.Points(run, key).Select(p => LoggedStore.Text(new(key, p.Value, p.Timestamp, p.Step) { RunId = run })));
                Assert.Equal(history.Count, curves.Extent(run, key)?.Count ?? 0);
                Assert.Equal(history.Count > 1, curves.Keys(run).Contains(key));
                Assert.Equal(history.Order(), _store.Test.History.GetThinned([run], key, -9, 99).Select(LoggedStore.Text).Order());
            }

        foreach (var key in Enumerable.Range(0, 8).Select(k => $"m{k}"))
            Assert.Equal(all.Where(text => text.Contains($" {key} ", StringComparison.Ordinal)).Order(), _store.Test.History.GetBulk(runs, key).Select(LoggedStore.Text).Order());
        return all;
    }

    IEnumerable<Metric> Pages(string run, string key, int size)
    {
        string? token = null;
        do
        {
            var page = _store.Test.History.Get(run, key, size, token);
            foreach (var point in page.Items) yield return point;
            token = page.NextToken;
        }
        while (token is not null);
    }
}
