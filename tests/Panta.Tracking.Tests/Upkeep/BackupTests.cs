using Panta.Tests;
using Dapper;
using Microsoft.Data.Sqlite;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Upkeep;

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
    public void Damaged_bytes_are_found()
    {
        StoreBackup.Write(_store.Address, BackupFile);
        var bytes = File.ReadAllBytes(BackupFile);
        var random = new Random(7);
        for (var trial = 0; trial < 200; trial++)
        {
            var damaged = bytes.ToArray();
            var at = random.Next(100, damaged.Length);
            damaged[at] ^= (byte)random.Next(1, 256);
            var file = Path.Combine(_temporary.Path, $"damaged{trial}");
            File.WriteAllBytes(file, damaged);

            // Bytes of free space mean nothing; what is read is right, or refused.
            var error = Record.Exception(() => Assert.Equal(21, StoreBackup.Read(file).Tables.Length > 20 ? 21 : 0));
            Assert.True(error is null or StoreException, $"byte {at}: {error}");
        }
    }

    [Fact]
    public void Every_column_of_the_store_can_be_backed_up()
    {
        string[] types = ["BIGINT", "INTEGER", "SMALLINT", "BOOLEAN", "DOUBLE PRECISION", "TEXT"];

        Assert.All(StoreTable.Of(Migration.All).SelectMany(t => t.Columns), column => Assert.Contains(column.Type, types));
        Assert.All(StoreTable.Of(Migration.All), table => Assert.NotEmpty(table.Key));
    }

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
