using Panta.Tests;
using Dapper;
using Microsoft.Data.Sqlite;
using Panta.Tracking.Engines;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Upkeep;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Tests.Upkeep;

/// <summary>Backups of either kind of store, restored into either kind.</summary>
public sealed class BackupTests : IDisposable
{
    readonly TemporaryFolder _temporary = new();
    readonly TestStore _store = new();

    public void Dispose()
    {
        _store.Dispose();
        _temporary.Dispose();
    }

    string BackupFile => Path.Combine(_temporary.Path, "monday.panta");

    [StoreFact]
    public async Task A_backup_taken_while_the_store_is_in_use_comes_back_whole_in_a_folder()
    {
        var runs = await Fill();
        var backup = StoreBackup.Write(_store.Address, BackupFile);
        var target = Path.Combine(_temporary.Path, "restored");

        var contents = StoreRestore.Run(StoreBackup.Read(BackupFile), StoreAddress.Of(target), force: false, TimeProvider.System);

        Assert.Equal(backup.Tables.OrderBy(t => t.Table, StringComparer.Ordinal), contents.OrderBy(t => t.Table, StringComparer.Ordinal));
        Assert.Equal(backup.Sha256, StoreBackup.Read(BackupFile).Sha256);
        using var folder = DataFolder.Open(target);
        await using var database = Database.Open(folder);
        await RequireSame(runs, database);
    }

    [Fact]
    public async Task A_log_whose_file_was_moved_away_is_not_read_into_what_is_restored()
    {
        await Fill();
        StoreBackup.Write(_store.Address, BackupFile);
        var target = Directory.CreateDirectory(Path.Combine(_temporary.Path, "moved")).FullName;
        File.Copy(Path.Combine(_store.Folder.Root, "panta.db-wal"), Path.Combine(target, "panta.db-wal"));

        var error = Assert.Throws<StoreException>(
            () => StoreRestore.Run(StoreBackup.Read(BackupFile), StoreAddress.Of(target), force: true, TimeProvider.System));

        Assert.Contains("panta.db-wal", error.Message);
        Assert.Contains("Put it beside that file", error.Message);
        Assert.Equal(["panta.db-wal"], Directory.GetFiles(target, "panta.db*").Select(Path.GetFileName));
    }

    [StoreFact]
    public async Task A_backup_comes_back_whole_in_PostgreSQL()
    {
        if (PostgresServer.Binaries is null) return; // the run on PostgreSQL is told as skipped

        var runs = await Fill();
        StoreBackup.Write(_store.Address, BackupFile);
        using var place = new TestDatabase();

        StoreRestore.Run(StoreBackup.Read(BackupFile), StoreAddress.Of(place.Address), force: false, TimeProvider.System);

        using var folder = DataFolder.Open(Path.Combine(_temporary.Path, "restored"));
        await using var database = Database.Open(folder, place.Address);
        await RequireSame(runs, database);
    }

    [StoreFact]
    public async Task A_backup_taken_under_16_writers_holds_all_that_was_acknowledged_before_it_and_no_half_of_anything()
    {
        const int Writers = 16;
        var (runs, log) = (new RunStore(_store.Database, TimeProvider.System), new RunLog(_store.Database));
        var ids = new string[Writers];
        for (var i = 0; i < Writers; i++) ids[i] = (await runs.CreateAsync(new() { Name = $"{i}" })).RunId;
        var acknowledged = new long[Writers];
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, Writers).Select(i => Task.Run(() => WriteAsync(log, ids[i], acknowledged, i, stop.Token))).ToArray();
        var target = Path.Combine(_temporary.Path, "restored");
        for (var round = 0; round < 5; round++)
        {
            while (acknowledged.Min() < (round + 1) * 5) await Task.Delay(1);
            var before = acknowledged.ToArray();
            var file = Path.Combine(_temporary.Path, $"round{round}");
            var backup = StoreBackup.Write(_store.Address, file);
            var contents = StoreRestore.Run(StoreBackup.Read(file), StoreAddress.Of(target), force: true, TimeProvider.System);

            Assert.Equal(backup.Tables.OrderBy(t => t.Table), contents.OrderBy(t => t.Table));
            Assert.All(StoreCheck.Run(StoreAddress.Of(target)), finding => Assert.True(finding.Passed, $"{finding.Check}: {finding.Detail}"));
            using var folder = DataFolder.Open(target);
            await using var database = Database.Open(folder);
            for (var i = 0; i < Writers; i++)
            {
                var (x, y) = (Steps(database, ids[i], "x"), Steps(database, ids[i], "y"));
                Assert.Equal(x, y); // one batch
                Assert.Equal(Enumerable.Range(1, x.Count).Select(step => (long)step), x);
                Assert.True(x.Count >= before[i], $"writer {i}: {before[i]} were acknowledged, {x.Count} are in the backup");
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(writing);
    }

    [StoreTheory]
    [MemberData(nameof(OlderStores))]
    public void A_store_of_every_older_program_is_backed_up_as_it_is_and_brought_up_to_date(int last)
    {
        var older = Migration.All.Where(m => m.Number <= last).ToList();
        using var place = StoreTestCase.Current == StoreKind.Postgres ? new TestDatabase() : null;
        var (folder, restored) = (Path.Combine(_temporary.Path, "older"), Path.Combine(_temporary.Path, "restored"));
        var address = place is null ? StoreAddress.Of(folder) : StoreAddress.Of(place.Address);
        if (place is null) DataFolder.Open(folder).Dispose();
        using (var engine = address.Engine())
        using (var writer = engine.OpenWriter())
        {
            Migration.Apply(writer, engine, older, DateTimeOffset.UnixEpoch);
            writer.Connection.Execute("""
                INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_time, lifecycle_stage, artifact_uri)
                VALUES ('abc', 0, 'a', 'me', 'RUNNING', 1, 'active', '');
                INSERT INTO metrics (run, key, timestamp, step, value, is_nan) VALUES (1, 'm', 1, 1, 0.5, 0);
                INSERT INTO latest_metrics (run, key, timestamp, step, value, is_nan) VALUES (1, 'm', 1, 1, 0.5, 0)
                """);
        }

        var backup = StoreBackup.Write(address, BackupFile);
        var newer = StoreRestore.Run(StoreBackup.Read(BackupFile), StoreAddress.Of(restored), force: false, TimeProvider.System);
        var pending = StoreUpgrade.Pending(address);
        StoreUpgrade.Apply(address, TimeProvider.System);

        Assert.Equal(Migration.All.Where(m => m.Number > last).Select(m => m.Title), pending);
        Assert.All(StoreCheck.Run(address), finding => Assert.True(finding.Passed, $"{finding.Check}: {finding.Detail}"));
        // What was there stays, and the tables of later programs come. The points of one table were put into another.
        Assert.All(backup.Tables.Where(table => table.Table != "fresh_points"), table => Assert.Contains(table, newer));
        File.Delete(BackupFile);
        Assert.Equal(newer.OrderBy(t => t.Table), StoreBackup.Write(address, BackupFile).Tables.OrderBy(t => t.Table));
    }

    /// <summary>The number of the last migration of every program before this one, and of this one.</summary>
    public static TheoryData<int> OlderStores => [.. Migration.All.Select(m => m.Number)];

    [StoreFact]
    public async Task A_store_that_is_there_is_replaced_only_by_force()
    {
        await Fill();
        StoreBackup.Write(_store.Address, BackupFile);
        using var other = new TestStore();
        await new ExperimentStore(other.Database, TimeProvider.System).CreateAsync("other");
        var address = other.Close();

        var refused = Assert.Throws<StoreException>(() => StoreRestore.Run(StoreBackup.Read(BackupFile), address, force: false, TimeProvider.System));
        StoreRestore.Run(StoreBackup.Read(BackupFile), address, force: true, TimeProvider.System);

        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Null(new ExperimentStore(other.Reopen(), TimeProvider.System).FindByName("other"));
    }

    [StoreFact]
    public void A_store_in_use_is_not_replaced()
    {
        StoreBackup.Write(_store.Address, BackupFile);

        var error = Assert.ThrowsAny<IOException>(() => StoreRestore.Run(StoreBackup.Read(BackupFile), _store.Address, force: true, TimeProvider.System));

        Assert.Contains($"is in use by process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_not_written_over()
    {
        File.WriteAllText(BackupFile, "mine");

        Assert.Throws<IOException>(() => StoreBackup.Write(_store.Address, BackupFile));

        Assert.Equal("mine", File.ReadAllText(BackupFile));
    }

    [Fact]
    public async Task A_backup_that_was_changed_in_any_way_is_refused()
    {
        await Fill();
        StoreBackup.Write(_store.Address, BackupFile);

        Assert.Contains("table 'params' has", Refused("UPDATE params SET value = 'other'"), StringComparison.Ordinal);
        Assert.Contains("table 'params' has", Refused("DELETE FROM params"), StringComparison.Ordinal);
        Assert.Contains("has other tables", Refused("CREATE VIEW v AS SELECT 1"), StringComparison.Ordinal);
        Assert.Contains("has other tables", Refused("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END"), StringComparison.Ordinal);
        Assert.Contains("is no backup", Refused("DROP TABLE backup_contents"), StringComparison.Ordinal);
        Assert.Contains("newer version", Refused("INSERT INTO migrations VALUES (9999, 'later', 'x', 0)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_bytes_are_found()
    {
        await Fill();
        var whole = StoreBackup.Write(_store.Address, BackupFile);
        var bytes = File.ReadAllBytes(BackupFile);
        var (random, refused) = (new Random(7), 0);
        for (var trial = 0; trial < 200; trial++)
        {
            var damaged = bytes.ToArray();
            var at = random.Next(100, damaged.Length);
            damaged[at] ^= (byte)random.Next(1, 256);
            var file = Path.Combine(_temporary.Path, $"damaged{trial}");
            File.WriteAllBytes(file, damaged);

            // Bytes of free space mean nothing; what is read is right, or refused.
            try
            {
                Assert.Equal(whole.Tables.OrderBy(t => t.Table), StoreBackup.Read(file).Tables.OrderBy(t => t.Table));
            }
            catch (StoreException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 50, 200);
    }

    [Fact]
    public void Every_column_of_the_store_can_be_backed_up()
    {
        string[] types = ["BIGINT", "INTEGER", "SMALLINT", "BOOLEAN", "DOUBLE PRECISION", "TEXT"];

        Assert.All(StoreTable.Of(Migration.All).SelectMany(t => t.Columns), column => Assert.Contains(column.Type, types));
        Assert.All(StoreTable.Of(Migration.All), table => Assert.NotEmpty(table.Key));
    }

    [StoreFact]
    public async Task Secrets_of_webhooks_need_the_key_which_no_backup_holds()
    {
        var key = new WebhookOptions { AllowPrivateAddresses = true };
        await new WebhookStore(_store.Database, _store.Folder, key, TimeProvider.System)
            .CreateAsync(new() { Name = "deploy", Url = "https://hooks.example/a", Events = [WebhookEvent.All[0]], Secret = "s" });
        var target = Path.Combine(_temporary.Path, "restored");
        StoreBackup.Write(_store.Address, BackupFile);
        StoreRestore.Run(StoreBackup.Read(BackupFile), StoreAddress.Of(target), force: false, TimeProvider.System);

        var without = StoreSecrets.Of(StoreAddress.Of(target), key);
        File.Copy(Path.Combine(_store.Folder.Keys, "webhooks.key"), Path.Combine(target, "keys", "webhooks.key"));
        var with = StoreSecrets.Of(StoreAddress.Of(target), key);
        var other = StoreSecrets.Of(StoreAddress.Of(target), key with { SecretKey = new string('A', 43) + "=" });

        Assert.Equal((1, 1), (without.Count, with.Count));
        Assert.Equal(["deploy"], without.Unreadable);
        Assert.Equal([], with.Unreadable);
        Assert.Equal(["deploy"], other.Unreadable);
        Assert.Equal("MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY", other.Key);
    }

    static async Task WriteAsync(RunLog log, string run, long[] acknowledged, int writer, CancellationToken stop)
    {
        for (var step = 1L; !stop.IsCancellationRequested; step++)
        {
            await log.LogBatchAsync(run, new() { Metrics = [new("x", step, step, step), new("y", step, step, step)] }, CancellationToken.None);
            Volatile.Write(ref acknowledged[writer], step);
        }
    }

    static List<long> Steps(Database database, string run, string key) =>
        [.. new MetricHistory(database).Get(run, key, 25_000).Items.Select(m => m.Step).Order()];

    string Refused(string sql)
    {
        var changed = Path.Combine(_temporary.Path, Guid.NewGuid().ToString("N"));
        File.Copy(BackupFile, changed);
        using (var connection = new SqliteConnection($"Data Source={changed};Pooling=False"))
        {
            connection.Open();
            connection.Execute(sql);
        }

        return Assert.Throws<StoreException>(() => StoreBackup.Read(changed)).Message;
    }

    async Task<List<Run>> Fill()
    {
        var (runs, log) = (new RunStore(_store.Database, TimeProvider.System), new RunLog(_store.Database));
        double[] values = [1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue];
        for (var i = 0; i < 20; i++)
        {
            var run = await runs.CreateAsync(new() { StartTime = i, Name = $"run {i} äöü 😀" });
            await log.LogBatchAsync(run.RunId, new()
            {
                Metrics = [.. values.Select((v, step) => new Metric("m", v, 1000 + i, step))],
                Params = [new("p", new string('é', 6000)), new("q", "")],
                Tags = [new("t", "line\nbreak 'quote'")],
            });
            await log.LogInputsAsync(run.RunId, [new(new("data", $"d{i % 3}") { Source = "here" }, [new("mlflow.data.context", "training")])], []);
        }

        var registry = new ModelRegistry(_store.Database, TimeProvider.System);
        await registry.CreateAsync("model", "a model", [new("k", "v")]);
        await registry.CreateVersionAsync(new() { Name = "model", Source = "s3://b/m" });
        await registry.SetAliasAsync("model", "champion", 1, "me", "first", "{\"a\": 1}");
        return [.. runs.Search(new() { ExperimentIds = ["0"] }).Items];
    }

    static async Task RequireSame(List<Run> runs, Database database)
    {
        var store = new RunStore(database, TimeProvider.System);
        var json = System.Text.Json.JsonSerializer.Serialize(runs, Options);
        Assert.Equal(json, System.Text.Json.JsonSerializer.Serialize(store.Search(new() { ExperimentIds = ["0"] }).Items, Options));
        Assert.Equal(1, new ModelRegistry(database, TimeProvider.System).GetByAlias("model", "champion").Version);
        await store.CreateAsync(new()); // keys go on after the highest
        await new ModelRegistry(database, TimeProvider.System).DeleteAliasAsync("model", "champion", "me", "over");
    }

    static readonly System.Text.Json.JsonSerializerOptions Options =
        new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
