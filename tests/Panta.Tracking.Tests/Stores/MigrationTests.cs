using Dapper;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Stores;

public sealed class MigrationTests : IDisposable
{
    static readonly Migration First = new(1, "first", "CREATE TABLE a (x BIGINT)");
    static readonly Migration Second = new(2, "second", "CREATE TABLE b (x BIGINT); INSERT INTO b VALUES (1)");

    readonly TemporaryFolder _temporary = new();

    string File => Path.Combine(_temporary.Path, "test.db");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Migrations_are_applied_once_and_in_order()
    {
        await (await Opened(First)).DisposeAsync();
        await (await Opened(First, Second)).DisposeAsync();
        await using var database = await Opened(First, Second);

        Assert.Equal(["first", "second"], database.Read(c => c.Query<string>("SELECT name FROM migrations ORDER BY number")));
        Assert.Equal(1, database.Read(c => c.QuerySingle<int>("SELECT COUNT(*) FROM b")));
    }

    [Fact]
    public async Task A_store_newer_than_the_program_is_refused()
    {
        await (await Opened(First, Second)).DisposeAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => Opened(First));

        Assert.Equal(
            $"The store '{File}' was written by a newer version of Panta (it has migration 0002-second). Use that version or a later one.", error.Message);
    }

    [Fact]
    public async Task A_migration_changed_after_it_was_applied_is_refused()
    {
        await (await Opened(First)).DisposeAsync();

        var error = await Assert.ThrowsAsync<StoreException>(() => Opened(First with { Sql = "CREATE TABLE c (x BIGINT)" }));

        Assert.Contains("another migration 0001-first", error.Message);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        var broken = new Migration(2, "broken", "CREATE TABLE b (x BIGINT); CREATE TABLE b (x BIGINT)");
        await Assert.ThrowsAsync<StoreException>(() => Opened(First, broken));

        await using var database = await Opened(First, Second);

        Assert.Equal(["first", "second"], database.Read(c => c.Query<string>("SELECT name FROM migrations ORDER BY number")));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_clearly()
    {
        System.IO.File.WriteAllText(File, new string('x', 5000));

        var error = await Assert.ThrowsAsync<StoreException>(() => Opened(First));

        Assert.Contains("cannot be opened", error.Message);
    }

    [Fact]
    public void Every_migration_of_the_program_has_its_own_number()
    {
        var numbers = Migration.All.Select(m => m.Number).ToList();

        Assert.Equal(numbers.Distinct(), numbers);
    }

    Task<Database> Opened(params Migration[] migrations) => Task.FromResult(Database.Open(File, migrations, DateTimeOffset.UnixEpoch));
}
