using Dapper;
using Panta.Tests;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Stores;

public sealed class QueryLimitTests
{
    const string Endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n WHERE i < 0";

    [Fact]
    public async Task A_query_that_computes_too_long_is_ended_and_the_reader_goes_on()
    {
        using var folder = new TemporaryFolder();
        var engine = new SqliteEngine(Path.Combine(folder.Path, "panta.db"), TimeSpan.FromMilliseconds(100));
        await using var database = Database.Open(engine, Migration.All, DateTimeOffset.UnixEpoch);

        var error = Assert.Throws<ArgumentException>(() => database.Read(c => c.ExecuteScalar<long>(Endless)));

        Assert.StartsWith("The query took too long and was ended.", error.Message);
        Assert.Equal(1, database.Read(c => c.ExecuteScalar<long>("SELECT COUNT(*) FROM experiments")));
    }

    [Fact]
    public async Task A_reader_that_waits_between_rows_is_not_ended()
    {
        using var folder = new TemporaryFolder();
        var engine = new SqliteEngine(Path.Combine(folder.Path, "panta.db"), TimeSpan.FromSeconds(1.5));
        await using var database = Database.Open(engine, Migration.All, DateTimeOffset.UnixEpoch);
        const string Numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT i FROM n";

        var rows = database.Read(c => c.Query<long>(Numbers, buffered: false).Select(Wait).Count());

        Assert.Equal(1000, rows);

        static long Wait(long row)
        {
            if (row == 500) Thread.Sleep(1600);
            return row;
        }
    }

    [PostgresFact]
    public async Task PostgreSQL_ends_it_as_well()
    {
        using var folder = new TemporaryFolder();
        using var held = DataFolder.Open(folder.Path);
        using var postgres = new TestDatabase();
        await using var database = Database.Open(held, postgres.Address);

        var error = Assert.Throws<ArgumentException>(() => database.Read(c =>
        {
            c.Execute("SET LOCAL statement_timeout = 100"); // sooner than the limit of 25 seconds
            return c.ExecuteScalar<long>(Endless);
        }));

        Assert.StartsWith("The query took too long and was ended.", error.Message);
        Assert.Equal("25s", database.Read(c => c.ExecuteScalar<string>("SHOW statement_timeout")));
    }
}
