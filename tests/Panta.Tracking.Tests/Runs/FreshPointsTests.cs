using Dapper;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Engines;
using Panta.Tracking.Garbage;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Upkeep;

namespace Panta.Tracking.Tests.Runs;

/// <summary>Points that are not yet put in order are read as those that are.</summary>
public sealed class FreshPointsTests : IDisposable
{
    const int Most = FreshPoints.Most;

    // Some points out of order again, some of them twice, and some in both tables: all of it may be met.
    const string Unsettle = """
        INSERT INTO fresh_points (run, key, timestamp, step, value, is_nan)
        SELECT run, key, timestamp, step, value, is_nan FROM metrics WHERE (timestamp + 7 * step) % 5 IN (0, 1, 2);
        INSERT INTO fresh_points (run, key, timestamp, step, value, is_nan)
        SELECT run, key, timestamp, step, value, is_nan FROM metrics WHERE (timestamp + 7 * step) % 5 = 1;
        DELETE FROM metrics WHERE (timestamp + 7 * step) % 5 IN (0, 1);
        """;

    readonly Alarm _alarm = new();
    readonly TestRuns _test;

    public FreshPointsTests() => _test = new(_alarm);

    Database Database => _test.Store.Database;

    public void Dispose() => _test.Dispose();

    [StoreFact]
    public async Task Whatever_has_been_put_in_order_the_same_points_are_read()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            string[] runs = [await _test.NewRun(), await _test.NewRun(), await _test.NewRun()];
            var expected = new HashSet<Metric>();
            for (var batch = 0; batch < 40; batch++)
            {
                var points = Points(random, random.Next(1, 60)).ToList();
                var run = runs[random.Next(runs.Length)];
                await _test.Log.LogBatchAsync(run, new() { Metrics = points });
                expected.UnionWith(points.Select(p => p with { RunId = run }));
                if (random.Next(4) == 0) await Database.WriteAsync(c => c.Execute(Unsettle));
                if (random.Next(8) == 0) Database.Settle();
            }

            var found = Read(runs, random);
            Database.Settle();

            Assert.Equal(0, Count("fresh_points"));
            Assert.True(
                expected.Select(Text).Order(StringComparer.Ordinal).SequenceEqual(found.Points.Order(StringComparer.Ordinal)), $"Seed {seed}: other points.");
            Assert.Equal(Read(runs, new(seed)).Answers, found.Answers);
            Assert.All(StoreCheck.Run(_test.Store.Address), finding => Assert.True(finding.Passed, $"Seed {seed}: {finding.Check}: {finding.Detail}"));
        }
    }

    [Fact]
    public async Task A_batch_of_many_metrics_waits_until_there_are_many_and_then_all_are_put_in_order()
    {
        var run = await _test.NewRun();

        await Spread(run, 0, Most - 10);
        var (waiting, ordered) = (Count("fresh_points"), Count("metrics"));
        await Spread(run, Most - 10, 10);

        Assert.Equal((Most - 10, 0), (waiting, ordered));
        Assert.Equal((0, Most), (Count("fresh_points"), Count("metrics")));
        await Spread(run, Most, 10);
        Assert.Equal(10, Count("fresh_points"));
    }

    [Fact]
    public async Task A_batch_of_few_metrics_is_put_in_its_places_at_once()
    {
        var run = await _test.NewRun();

        await _test.Log.LogMetricAsync(run, new("m", 1, 2));
        await _test.Log.LogBatchAsync(run, new() { Metrics = [.. Enumerable.Range(0, 900).Select(i => new Metric($"m{i % 9}", i, i))] });

        Assert.Equal((0, 901), (Count("fresh_points"), Count("metrics")));
    }

    [StoreFact]
    public async Task A_store_that_rests_puts_them_in_order()
    {
        await _test.Log.LogBatchAsync(await _test.NewRun(), new() { Metrics = [.. Points(new(1), 50)] });
        await Database.WriteAsync(c => c.Execute(Unsettle));
        var changes = (Database.Changes, Database.RunChanges.Count);
        var before = Count("fresh_points");

        _alarm.Ring();

        Assert.True(before > 0);
        Assert.Equal(0, Count("fresh_points"));
        Assert.Equal(changes, (Database.Changes, Database.RunChanges.Count));
    }

    [Fact]
    public async Task A_full_disk_keeps_them_readable_and_is_told_until_there_is_room()
    {
        var run = await _test.NewRun();
        await Spread(run, 0, Most - 10);
        await Database.WriteAsync(c => c.Execute($"PRAGMA max_page_count = {c.ExecuteScalar<long>("PRAGMA page_count") + 1}"));

        var error = await Assert.ThrowsAsync<StoreException>(() => Spread(run, Most - 10, 10));
        Database.Settle();
        var while_full = (_test.History.Stream(run, "m3").Count(), Count("fresh_points"));
        await Database.WriteAsync(c => c.Execute("PRAGMA max_page_count = 1000000"));
        await Spread(run, Most - 10, 10);

        Assert.Contains("the disk is full", error.Message);
        Assert.Equal((Keyed(Most - 10, 3), Most - 10), while_full);
        Assert.Equal((0, Most), (Count("fresh_points"), Count("metrics")));
        Assert.Equal(Keyed(Most, 3), _test.History.Stream(run, "m3").Count());
    }

    [StoreFact]
    public async Task A_backup_is_the_same_whether_they_are_in_order()
    {
        using var place = new TemporaryFolder();
        await _test.Log.LogBatchAsync(await _test.NewRun(), new() { Metrics = [.. Points(new(3), 300)] });
        Database.Settle();

        var ordered = StoreBackup.Write(_test.Store.Address, Path.Combine(place.Path, "ordered"));
        await Database.WriteAsync(c => c.Execute(Unsettle));
        var fresh = StoreBackup.Write(_test.Store.Address, Path.Combine(place.Path, "fresh"));

        Assert.True(Count("fresh_points") > 0);
        Assert.Equal([], fresh.Tables.Except(ordered.Tables));
        Assert.Equal(fresh.Sha256, StoreBackup.Read(fresh.File).Sha256);
    }

    [StoreFact]
    public async Task A_removed_run_takes_its_own_with_it()
    {
        var (gone, kept) = (await _test.NewRun(), await _test.NewRun());
        foreach (var run in (string[])[gone, kept]) await _test.Log.LogBatchAsync(run, new() { Metrics = [.. Points(new(4), 100)] });
        await Database.WriteAsync(c => c.Execute(Unsettle));
        var before = Points(kept);
        await _test.Runs.DeleteAsync(gone);

        var artifacts = new ArtifactStore(_test.Store.Folder);
        var uploads = new ArtifactUploads(_test.Store.Folder, artifacts, TimeProvider.System);

        var report = await new GarbageCollection(Database, artifacts, uploads, TimeProvider.System).CollectAsync(new());

        Assert.Equal([gone], report.Runs);
        Assert.Equal(before, Points(kept));
        Assert.Equal(0, Database.Read(c => c.ExecuteScalar<long>("SELECT COUNT(*) FROM fresh_points WHERE run NOT IN (SELECT run FROM runs)")));
    }

    [Fact]
    public async Task A_store_of_an_older_program_is_read_and_written_on()
    {
        var address = _test.Store.Close();
        File.Delete(address.Place);
        await using (var older = Database.Open(address.Place, [.. Migration.All.Where(m => m.Number < 8)], DateTimeOffset.UnixEpoch))
            await older.WriteAsync(c => c.Execute("""
                INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_time, lifecycle_stage, artifact_uri)
                VALUES ('old', 0, '', '', 'RUNNING', 1, 'active', '');
                INSERT INTO metrics VALUES (1, 'm0', 1, 2, 3, 0);
                INSERT INTO latest_metrics VALUES (1, 'm0', 1, 2, 3, 0);
                """));

        var database = _test.Store.Reopen();
        Metric[] logged = [.. Enumerable.Range(0, 10).Select(i => new Metric($"m{i}", 3, 1, 2)), new("m0", 4, 2, 3)];
        await new RunLog(database).LogBatchAsync("old", new() { Metrics = logged });

        Assert.Equal([new("m0", 3, 1, 2), new("m0", 4, 2, 3)], new MetricHistory(database).Get("old", "m0").Items);
    }

    Task Spread(string run, int from, int count) => Database.WriteAsync(c =>
    {
        for (var i = from; i < from + count; i += 10)
            MetricRows.Add(
                c, RunRows.ActiveKey(c, run), [.. Enumerable.Range(i, Math.Min(10, from + count - i)).Select(n => new Metric($"m{n % 10}", n, n))]);
    });

    static int Keyed(int points, int key) => Enumerable.Range(0, points).Count(n => n % 10 == key);

    long Count(string table) => Database.Read(c => c.ExecuteScalar<long>($"SELECT COUNT(*) FROM {table}"));

    // Few times, steps and values, so that many points are like others.
    static IEnumerable<Metric> Points(Random random, int count) => Enumerable.Range(0, count).Select(_ => new Metric(
        $"m{random.Next(8)}", random.Next(6) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, var n => n - 3 },
        random.Next(9), random.Next(-2, 6)));

    List<string> Points(string run) => Database.Read(c => RunImport.ReadPoints(c, [run]).Select(Text).Order(StringComparer.Ordinal).ToList());

    // All ways to read points: those of the first way, and what each answers.
    (List<string> Points, List<string> Answers) Read(string[] runs, Random random)
    {
        var (all, answers, curves) = (new List<string>(), new List<string>(), new MetricCurves(Database));
        foreach (var run in runs)
        {
            foreach (var key in Enumerable.Range(0, 8).Select(k => $"m{k}"))
            {
                var history = _test.History.Get(run, key).Items.Select(p => Text(p with { RunId = run })).ToList();
                all.AddRange(history);
                answers.AddRange(history);
                Assert.Equal(history, _test.History.Stream(run, key).Select(p => Text(p with { RunId = run })));
                Assert.Equal(history, Pages(run, key, random.Next(1, 9)).Select(p => Text(p with { RunId = run })));
                Assert.Equal(history, curves.Points(run, key).Select(p => Text(new(key, p.Value, p.Timestamp, p.Step) { RunId = run })));
                Assert.Equal(history.Count, curves.Extent(run, key)?.Count ?? 0);
                answers.Add($"{curves.Extent(run, key)}");
                answers.AddRange(_test.History.GetThinned([run], key, maxResults: 3).Select(Text));
            }

            answers.AddRange(curves.Keys(run).Order());
            answers.AddRange(Points(run));
        }

        foreach (var key in Enumerable.Range(0, 8).Select(k => $"m{k}"))
        {
            answers.AddRange(_test.History.GetBulk(runs, key, 30).Select(Text));
            answers.AddRange(_test.History.GetThinned(runs, key, 0, 4, 2).Select(Text));
        }

        return (all, answers);
    }

    IEnumerable<Metric> Pages(string run, string key, int size)
    {
        string? token = null;
        do
        {
            var page = _test.History.Get(run, key, size, token);
            foreach (var point in page.Items) yield return point;
            token = page.NextToken;
        }
        while (token is not null);
    }

    static string Text(Metric point) => $"{point.RunId} {point.Key} {point.Timestamp} {point.Step} {point.Value}";

    /// <summary>A clock whose only timer rings when it is told to.</summary>
    sealed class Alarm : TimeProvider, ITimer
    {
        TimerCallback? _ring;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ring = callback;
            return this;
        }

        public void Ring() => _ring?.Invoke(null);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
