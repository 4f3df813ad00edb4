using Dapper;
using Panta.Tracking.Engines;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Upkeep;

namespace Panta.Tracking.Tests.Stores;

/// <summary>What is in the log is there after a kill or a power cut, in a backup, and after a restore; what is wrong with it is told.</summary>
public sealed class PointLogRecoveryTests : IDisposable
{
    readonly LoggedStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_store_that_was_closed_is_one_file()
    {
        var run = await _store.Test.NewRun();
        await _store.Test.Log.LogBatchAsync(run, new() { Metrics = [.. LoggedStore.Distinct(50)] });
        var open = File.Exists(_store.LogFile);

        _store.Test.Store.Close();
        var closed = File.Exists(_store.LogFile);
        var reopened = _store.Test.Store.Reopen();

        Assert.Equal((true, false), (open, closed));
        Assert.Equal(50, reopened.Read(c => RunImport.ReadPoints(c, [run]).Count()));
    }

    // What a kill leaves is what the files hold at that moment.
    [Fact]
    public async Task Whenever_the_program_is_killed_all_that_it_answered_is_there()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var (run, expected) = (await _store.Test.NewRun(), new HashSet<string>());
            for (var batch = 0; batch < 60; batch++)
            {
                var points = LoggedStore.Many(random, random.Next(1, 200)).ToList();
                await _store.Test.Log.LogBatchAsync(run, new() { Metrics = points });
                expected.UnionWith(points.Select(p => LoggedStore.Text(p with { RunId = run })));
                if (random.Next(5) == 0) _ = _store.Points(run);
                if (random.Next(9) == 0) await _store.Test.Log.SetTagAsync(run, new("t", $"{batch}"));
                if (random.Next(9) == 0) _store.Database.Settle();
                if (random.Next(6) > 0) continue;

                var copy = _store.Copy($"{seed}-{batch}");
                Assert.True(expected.SetEquals(LoggedStore.PointsOf(copy, run)), $"Seed {seed}, batch {batch}.");
                Assert.All(StoreCheck.Run(StoreAddress.Of(copy)), finding => Assert.True(finding.Passed, $"{finding.Check}: {finding.Detail}"));
            }
        }
    }

    // A power cut may take from the database what was put into the tables for readers, but nothing that was committed durably.
    [Fact]
    public async Task What_a_power_cut_takes_from_the_tables_is_still_in_the_log()
    {
        var run = await _store.Test.NewRun();
        await _store.Spread(run, 0, 10);
        var before = _store.Copy("before");
        for (var i = 10; i < 600; i += 10)
        {
            await _store.Spread(run, i, 10);
            Assert.Equal(i + 10, _store.Points(run).Count);
        }

        File.Copy(_store.LogFile, Path.Combine(before, Path.GetFileName(_store.LogFile)), overwrite: true);

        Assert.Equal(600, LoggedStore.PointsOf(before, run).Count);
    }

    [Fact]
    public async Task A_record_that_is_cut_or_damaged_is_as_if_it_had_not_come()
    {
        var run = await _store.Test.NewRun();
        for (var i = 0; i < 300; i += 30) await _store.Spread(run, i, 30);
        var whole = File.ReadAllBytes(_store.LogFile);
        var last = Array.FindLastIndex(whole, b => b != 0);
        var random = new Random(5);
        var copy = _store.Copy("damaged");

        for (var round = 0; round < 40; round++)
        {
            var damaged = whole.ToArray();
            var at = random.Next(last + 1);
            if (round % 2 == 0) damaged.AsSpan(at).Clear();
            else damaged[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(_store.LogFile)), damaged);

            if (TryPointLogPoints(copy) is not { } kept) continue; // refused: what follows the damage is there

            Assert.Equal(0, kept % 30);
            Assert.InRange(kept, 0, whole[at] == 0 ? 300 : 270); // between records are zeros
            Assert.True(round % 2 == 0 || whole[at] == 0 || kept == 270, $"Damage at {at} of {last} took {300 - kept} points."); // the last
        }

        File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(_store.LogFile)), whole);
        Assert.Equal(300, TryPointLogPoints(copy));
        Assert.Equal(300, LoggedStore.PointsOf(copy, run).Count);
    }

    [Fact]
    public async Task A_log_of_another_time_or_of_another_store_is_not_read()
    {
        var run = await _store.Test.NewRun();
        await _store.Spread(run, 0, 500);
        var old = File.ReadAllBytes(_store.LogFile);
        _store.Test.Store.Close();
        File.WriteAllBytes(_store.LogFile, old);

        var database = _store.Test.Store.Reopen();
        var reopened = database.Read(c => RunImport.ReadPoints(c, [run]).Count());
        await new RunLog(database).LogMetricAsync(run, new("m", 1, 1, 9999));
        var copy = _store.Copy("again");
        File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(_store.LogFile)), old);

        Assert.Equal(500, reopened);
        Assert.Equal(500, LoggedStore.PointsOf(copy, run).Count);
    }

    [Fact]
    public async Task A_log_that_lacks_what_the_database_waits_for_is_refused()
    {
        var run = await _store.Test.NewRun();
        await _store.Spread(run, 0, 10);
        var early = _store.Copy("early");
        for (var i = 10; i < 40_000; i += 2000)
        {
            await _store.Spread(run, i, 2000);
            _store.Database.Settle();
        }

        File.Copy(_store.LogFile, Path.Combine(early, Path.GetFileName(_store.LogFile)), overwrite: true);

        var error = Assert.Throws<StoreException>(() => LoggedStore.PointsOf(early, run));

        Assert.Contains("is not what follows the points in the database", error.Message);
    }

    [Fact]
    public async Task A_log_that_is_missing_is_asked_for()
    {
        var run = await _store.Test.NewRun();
        await _store.Spread(run, 0, 10);
        var copy = _store.Copy("alone");
        var log = Path.Combine(copy, Path.GetFileName(_store.LogFile));
        File.Move(log, log + ".away");

        var error = Assert.Throws<StoreException>(() => LoggedStore.PointsOf(copy, run));
        var backup = Assert.Throws<StoreException>(() => StoreBackup.Write(StoreAddress.Of(copy), _store.Beside("backup")));
        File.WriteAllBytes(log, File.ReadAllBytes(log + ".away")[..5000]);
        var cut = Assert.Throws<StoreException>(() => LoggedStore.PointsOf(copy, run));
        File.Move(log + ".away", log, overwrite: true);
        var found = LoggedStore.PointsOf(copy, run).Count;
        var without = _store.Copy("without");
        File.WriteAllBytes(Path.Combine(without, Path.GetFileName(_store.LogFile)), []);

        Assert.Contains("panta.db-points' is missing, and may hold points", error.Message);
        Assert.Equal(error.Message, backup.Message);
        Assert.Contains("is not what follows the points in the database", cut.Message);
        Assert.Equal((10, 0), (found, LoggedStore.PointsOf(without, run).Count));
    }

    [Fact]
    public async Task A_full_log_is_begun_again_when_its_points_are_in_the_tables_for_good()
    {
        var run = await _store.Test.NewRun();
        await _store.Spread(run, 0, 10);
        var (first, rounds, step) = (File.ReadAllBytes(_store.LogFile)[..40], 0L, 10);
        for (; File.ReadAllBytes(_store.LogFile).AsSpan(0, 40).SequenceEqual(first); step += 200)
        {
            rounds = _store.Database.Read(c => c.ExecuteScalar<long>("SELECT rounds FROM point_log")); // and all points are in the tables
            await _store.Spread(run, step, 200);
        }

        var after = _store.Database.Read(c => c.ExecuteScalar<long>("SELECT rounds FROM point_log"));

        Assert.InRange(step, 10_000, 40_000);
        Assert.Equal(rounds + 2, after); // for the full log, although nothing waited, and for this reader
        Assert.Equal(step, LoggedStore.PointsOf(_store.Copy("round"), run).Count);
    }

    [Fact]
    public async Task A_damaged_store_is_replaced_with_its_logs_put_aside()
    {
        var run = await _store.Test.NewRun();
        var backup = StoreBackup.Write(_store.Test.Store.Address, _store.Beside("good"));
        await _store.Spread(run, 0, 10);
        var copy = _store.Copy("broken");
        File.WriteAllText(Path.Combine(copy, "panta.db"), "no database");
        File.Delete(Path.Combine(copy, "panta.db-wal"));

        StoreRestore.Run(backup, StoreAddress.Of(copy), force: true, TimeProvider.System);

        Assert.Empty(LoggedStore.PointsOf(copy, run));
        Assert.True(File.Exists(Path.Combine(copy, "panta.db.before-restore-points")));
    }

    [StoreFact]
    public async Task A_backup_of_a_store_in_use_has_what_waits()
    {
        var run = await _store.Test.NewRun();
        await _store.Test.Log.LogBatchAsync(run, new() { Metrics = [.. LoggedStore.Many(new(3), 300)] });

        var fresh = StoreBackup.Write(_store.Test.Store.Address, _store.Beside("fresh"));
        _store.Database.Settle();
        var ordered = StoreBackup.Write(_store.Test.Store.Address, _store.Beside("ordered"));

        Assert.NotEqual(0, fresh.Tables.Single(t => t.Table == "metrics").Rows);
        Assert.Equal([], fresh.Tables.Except(ordered.Tables));
        Assert.Equal(fresh.Sha256, StoreBackup.Read(fresh.File).Sha256);
    }

    [Fact]
    public async Task A_store_that_a_backup_replaces_keeps_what_waited()
    {
        var run = await _store.Test.NewRun();
        var backup = StoreBackup.Write(_store.Test.Store.Address, _store.Beside("empty"));
        await _store.Spread(run, 0, 70);
        var copy = _store.Copy("killed");

        StoreRestore.Run(backup, StoreAddress.Of(copy), force: true, TimeProvider.System);
        var restored = LoggedStore.PointsOf(copy, run).Count;
        foreach (var file in Directory.GetFiles(copy, "panta.db*").Where(file => !file.EndsWith(".before-restore", StringComparison.Ordinal))) File.Delete(file);
        File.Move(Path.Combine(copy, "panta.db.before-restore"), Path.Combine(copy, "panta.db"));

        Assert.Equal((0, 70), (restored, LoggedStore.PointsOf(copy, run).Count));
    }

    [Fact]
    public async Task A_backup_is_not_restored_beside_a_log_whose_database_is_gone()
    {
        var backup = StoreBackup.Write(_store.Test.Store.Address, _store.Beside("backup"));
        await _store.Spread(await _store.Test.NewRun(), 0, 10);
        var copy = _store.Copy("orphan");
        foreach (var file in (string[])["panta.db", "panta.db-wal", "panta.db-shm"]) File.Delete(Path.Combine(copy, file));

        var error = Assert.Throws<StoreException>(() => StoreRestore.Run(backup, StoreAddress.Of(copy), force: false, TimeProvider.System));

        Assert.Contains("panta.db-points' holds changes of a 'panta.db' that is not here any more", error.Message);
    }

    [Fact]
    public async Task A_store_of_an_older_program_is_read_and_written_on()
    {
        var address = _store.Test.Store.Close();
        File.Delete(address.Place);
        await using (var older = Database.Open(new Older(address.Place), [.. Migration.All.Where(m => m.Number < 9)], DateTimeOffset.UnixEpoch))
            await older.WriteAsync(c => c.Execute("""
                INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_time, lifecycle_stage, artifact_uri)
                VALUES ('old', 0, '', '', 'RUNNING', 1, 'active', '');
                INSERT INTO metrics VALUES (1, 'm0', 1, 2, 3, 0);
                INSERT INTO latest_metrics VALUES (1, 'm0', 1, 2, 3, 0), (1, 'm1', 5, 6, 7, 0);
                INSERT INTO fresh_points (run, key, timestamp, step, value, is_nan) VALUES (1, 'm0', 1, 2, 3, 0), (1, 'm1', 5, 6, 7, 0), (1, 'm1', 5, 6, 7, 0);
                """));

        var database = _store.Test.Store.Reopen();
        Metric[] logged = [.. Enumerable.Range(0, 10).Select(i => new Metric($"m{i}", 3, 1, 2)), new("m0", 4, 2, 3)];
        await new RunLog(database).LogBatchAsync("old", new() { Metrics = logged });

        Assert.Equal([new("m0", 3, 1, 2), new("m0", 4, 2, 3)], new MetricHistory(database).Get("old", "m0").Items);
        Assert.Equal([new("m1", 3, 1, 2), new("m1", 7, 5, 6)], new MetricHistory(database).Get("old", "m1").Items);
    }

    // How many points a copy's log has for its database, which stays as it is.
    static int? TryPointLogPoints(string folder)
    {
        var file = Path.Combine(folder, "panta.db");
        using var engine = new SqliteEngine(file);
        using var writer = engine.OpenWriter();
        writer.TryBegin();
        try
        {
            return PointLog.Replay(writer.Connection, PointLog.Read(file + "-points")) ? writer.Connection.ExecuteScalar<int>("SELECT COUNT(*) FROM metrics") : null;
        }
        finally
        {
            writer.RollBack();
        }
    }

    /// <summary>SQLite as a program before the log had it.</summary>
    sealed class Older(string file) : IStoreEngine
    {
        readonly SqliteEngine _engine = new(file);

        public string Place => _engine.Place;

        public Dialect Dialect => _engine.Dialect;

        public int GroupLimit => _engine.GroupLimit;

        public string? PointLog => null;

        public int ReaderLimit => _engine.ReaderLimit;

        public bool CanBeLost => false;

        public IStoreSession OpenWriter() => _engine.OpenWriter();

        public IStoreSession OpenReader() => _engine.OpenReader();

        public Exception? Explain(Exception error) => _engine.Explain(error);

        public void Dispose() => _engine.Dispose();
    }
}
