using Dapper;
using Panta.Tracking.Engines;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Upkeep;

namespace Panta.Tracking.Tests.Upkeep;

public sealed class CheckTests : IDisposable
{
    readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [StoreFact]
    public async Task A_store_as_it_must_be_passes_every_check_while_it_is_in_use()
    {
        await Fill();

        Assert.All(StoreCheck.Run(_store.Address), finding => Assert.True(finding.Passed, $"{finding.Check}: {finding.Detail}"));
        Assert.Equal([], StoreUpgrade.Pending(_store.Address));
    }

    [StoreTheory]
    [InlineData("UPDATE latest_metrics SET step = 0 WHERE key = 'm'", "latest metrics", "1 metrics have another latest point")]
    [InlineData("DELETE FROM latest_metrics", "latest metrics", "1 metrics have another")]
    [InlineData("DELETE FROM migrations WHERE number = 1", "migrations", "1 are not applied: 0001-tracking")]
    [InlineData("UPDATE migrations SET sha256 = 'x' WHERE number = 2", "migrations", "has another migration 0002-registry")]
    [InlineData("INSERT INTO migrations VALUES (9999, 'later', 'x', 0)", "migrations", "was written by a newer version")]
    public async Task What_is_wrong_is_named(string damage, string check, string detail)
    {
        await Fill();
        await _store.Database.WriteAsync(c => c.Execute(damage));

        var finding = Assert.Single(StoreCheck.Run(_store.Address), f => !f.Passed);

        Assert.Equal(check, finding.Check);
        Assert.Contains(detail, finding.Detail, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Tables_of_another_program_are_named_and_nothing_is_written_there()
    {
        foreach (var table in _store.Database.Read(Tables).Where(table => table != "experiments"))
            await _store.Database.WriteAsync(c => c.Execute(_store.Database.Dialect.Name == "SQLite" ? $"DROP TABLE {table}" : $"DROP TABLE {table} CASCADE"));
        var address = _store.Close();

        string[] errors =
        [
            .. new Action[] { () => StoreCheck.Run(address), () => StoreUpgrade.Pending(address), () => StoreUpgrade.Apply(address, TimeProvider.System), () => _store.Reopen() }
                .Select(act => Assert.Throws<StoreException>(act).Message),
        ];

        Assert.Equal(
            [$"The store '{address.Place}' holds tables of another program, as 'experiments'. Give an empty database; "
                + "'panta import mlflow' brings over what an MLflow store holds."],
            errors.Distinct());
        Assert.Equal(["experiments"], address.Read((session, _) => Tables(session.Connection)));
    }

    [Theory]
    [InlineData("DROP INDEX runs_by_start", "runs_by_start is missing or changed.")]
    [InlineData("CREATE TABLE extra (a BIGINT)", "extra was added or changed.")]
    public async Task A_changed_schema_is_named(string damage, string detail)
    {
        var address = _store.Close();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={address.Place};Pooling=False"))
        {
            await connection.OpenAsync();
            connection.Execute(damage);
        }

        Assert.Equal(new("schema", false, detail), Assert.Single(StoreCheck.Run(address), f => !f.Passed));
    }

    [Fact]
    public async Task Rows_that_refer_to_nothing_are_counted()
    {
        await Fill();
        var address = _store.Close();
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={address.Place};Pooling=False"))
        {
            await connection.OpenAsync();
            connection.Execute("PRAGMA foreign_keys = 0; DELETE FROM runs");
        }

        Assert.Contains(
            StoreCheck.Run(address), f => !f.Passed && f.Check == "references" && f.Detail.Contains("3 rows of metrics refer to rows of runs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_store_that_is_not_there_is_said_to_be_missing()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<StoreException>(() => StoreCheck.Run(StoreAddress.Of(folder.Path)));

        Assert.Equal($"The store '{Path.Combine(folder.Path, "panta.db")}' does not exist. Say where the store is with --data or --database.", error.Message);
    }

    [StoreFact]
    public async Task An_older_store_is_shown_what_it_lacks_and_brought_up_to_date()
    {
        await _store.Database.WriteAsync(c => c.Execute("DROP TABLE steps; DROP TABLE workflow_runs; DROP TABLE alerts; DROP TABLE windows; DROP TABLE projects; DELETE FROM migrations WHERE number = 4"));
        var address = _store.Close();

        var pending = StoreUpgrade.Pending(address);
        StoreUpgrade.Apply(address, TimeProvider.System);

        Assert.Equal(["0004-loop"], pending);
        Assert.Equal([], StoreUpgrade.Pending(address));
    }

    async Task Fill()
    {
        var run = (await new RunStore(_store.Database, TimeProvider.System).CreateAsync(new())).RunId;
        await new RunLog(_store.Database).LogBatchAsync(run, new() { Metrics = [new("m", 1, 1, 1), new("m", 2, 2, 2), new("m", 3, 3, 3)] });
    }

    static List<string> Tables(System.Data.IDbConnection connection) => connection.Query<string>(
        Dialect.Of(connection) == Dialect.Sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()").ToList();
}
