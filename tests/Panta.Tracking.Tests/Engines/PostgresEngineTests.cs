using Dapper;
using Npgsql;
using Panta.Data.Databases;
using Panta.Tests;
using Panta.Tracking.Engines;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Tests.Engines;

public sealed class PostgresEngineTests : IDisposable
{
    readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [PostgresFact]
    public async Task A_second_owner_is_refused_and_told_the_firsts_host_and_process()
    {
        using var place = new TestDatabase();
        using var folder = DataFolder.Open(_temporary.Path);
        await using var database = Database.Open(folder, place.Address);
        using var otherFolder = DataFolder.Open(Path.Combine(_temporary.Path, "other"));

        var error = Assert.Throws<DatabaseInUseException>(() => Database.Open(otherFolder, place.Address));

        Assert.Equal($"panta {Environment.MachineName} {Environment.ProcessId}", error.Holder);
        Assert.Equal(
            $"The database '{place.Address.Place}' is in use by process {Environment.ProcessId} on {Environment.MachineName}. "
            + "Use that server, stop it, or give another database.",
            error.Message);
    }

    [PostgresFact]
    public async Task An_owner_that_ended_leaves_the_database_to_the_next()
    {
        using var place = new TestDatabase();
        using var folder = DataFolder.Open(_temporary.Path);
        await (Database.Open(folder, place.Address)).DisposeAsync();

        await using var database = Database.Open(folder, place.Address);

        Assert.Equal("Default", new ExperimentStore(database, TimeProvider.System).Get("0").Name);
    }

    [PostgresFact]
    public async Task A_server_that_stops_is_told_clearly_and_taken_up_again_by_itself()
    {
        using var server = PostgresServer.New();
        using var folder = DataFolder.Open(_temporary.Path);
        await using var database = Database.Open(folder, PostgresAddress.Parse(server.ConnectionString));
        var runs = new RunStore(database, TimeProvider.System);
        var kept = (await runs.CreateAsync(new())).RunId;

        server.Stop();
        var write = await Assert.ThrowsAsync<StoreException>(() => runs.CreateAsync(new()));
        var read = Assert.Throws<StoreException>(() => runs.Get(kept));
        server.Start();
        var later = (await runs.CreateAsync(new())).RunId;

        Assert.Equal(new[] { kept, later }.ToHashSet(), runs.Search(new() { ExperimentIds = ["0"] }).Items.Select(r => r.RunId).ToHashSet());
        Assert.All([write, read], error => Assert.Contains("Panta connects", error.Message, StringComparison.Ordinal));
        using var otherFolder = DataFolder.Open(Path.Combine(_temporary.Path, "other"));
        Assert.Throws<DatabaseInUseException>(() => Database.Open(otherFolder, PostgresAddress.Parse(server.ConnectionString)));
    }

    [PostgresFact]
    public async Task A_connection_that_breaks_in_the_middle_fails_that_work_and_nothing_after_it()
    {
        using var place = new TestDatabase();
        using var folder = DataFolder.Open(_temporary.Path);
        await using var database = Database.Open(folder, place.Address);

        var error = await Assert.ThrowsAsync<StoreException>(() => database.WriteAsync(c =>
        {
            c.Execute("UPDATE experiments SET name = 'half' WHERE experiment_id = 0");
            c.Execute("SELECT pg_terminate_backend(pg_backend_pid())");
        }));

        Assert.Contains("nothing half-done was kept", error.Message, StringComparison.Ordinal);
        Assert.Equal("Default", new ExperimentStore(database, TimeProvider.System).Get("0").Name);
        await database.WriteAsync(c => c.Execute("UPDATE experiments SET name = 'whole' WHERE experiment_id = 0"));
    }

    [PostgresFact]
    public async Task What_another_server_writes_after_the_lock_was_lost_is_found_though_nobody_writes_here()
    {
        using var place = new TestDatabase();
        using var folder = DataFolder.Open(_temporary.Path);
        await using var database = Database.Open(folder, place.Address);
        _ = new RunLog(database); // has work for when nobody writes
        var query = new RunQuery { ExperimentIds = ["0"] };
        await new RunStore(database, TimeProvider.System).CreateAsync(new());
        Assert.Single(RunSearches.Of(database).Page(query).Items);

        await Assert.ThrowsAsync<StoreException>(() => database.WriteAsync(c => c.Execute("SELECT pg_terminate_backend(pg_backend_pid())")));
        using var otherFolder = DataFolder.Open(Path.Combine(_temporary.Path, "other"));
        await using (var other = Database.Open(otherFolder, place.Address))
        {
            await new RunStore(other, TimeProvider.System).CreateAsync(new());
            Assert.True(SpinWait.SpinUntil(() => RunSearches.Of(database).Page(query).Items.Count == 2, TimeSpan.FromSeconds(30)), "the other's run is not found");
        }

        await new RunStore(database, TimeProvider.System).CreateAsync(new());
        Assert.Equal(3, RunSearches.Of(database).Page(query).Items.Count);
    }

    [PostgresFact]
    public async Task Work_that_hides_a_failed_statement_is_not_acknowledged()
    {
        using var place = new TestDatabase();
        using var folder = DataFolder.Open(_temporary.Path);
        await using var database = Database.Open(folder, place.Address);

        await Assert.ThrowsAnyAsync<Exception>(() => database.WriteAsync(c =>
        {
            c.Execute("UPDATE experiments SET name = 'lost' WHERE experiment_id = 0");
            Record.Exception(() => c.Execute("SELECT 1 / 0"));
        }));

        Assert.Equal("Default", new ExperimentStore(database, TimeProvider.System).Get("0").Name);
    }

    [PostgresFact]
    public void What_keeps_the_server_from_being_used_is_said_without_the_password()
    {
        using var folder = DataFolder.Open(_temporary.Path);
        using var place = new TestDatabase();
        var settings = new NpgsqlConnectionStringBuilder(place.Address.Connection);

        string Problem(Action<NpgsqlConnectionStringBuilder> change)
        {
            var changed = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
            change(changed);
            var error = Assert.Throws<StoreException>(() => Database.Open(folder, PostgresAddress.Parse(changed.ConnectionString)));
            Assert.DoesNotContain(PostgresServer.Instance.Password, error.ToString(), StringComparison.Ordinal);
            return error.Message;
        }

        Assert.Contains("Check user and password", Problem(s => s.Username = "nobody"), StringComparison.Ordinal);
        Assert.Contains("none was given", Problem(s => s.Password = null), StringComparison.Ordinal);
        Assert.Contains("Make it with 'createdb'", Problem(s => s.Database = "nothing"), StringComparison.Ordinal);
        Assert.Contains("has no schema", Problem(s => s.SearchPath = "nowhere"), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", Problem(s => s.Host = "/tmp/no-server-is-here"), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_user_who_may_make_no_tables_is_told_so()
    {
        using var folder = DataFolder.Open(_temporary.Path);
        using var place = new TestDatabase();
        using var admin = new NpgsqlConnection(place.Address.Connection);
        admin.Open();
        var user = $"u{Guid.NewGuid():N}";
        admin.Execute($"CREATE USER {user} PASSWORD 'x'; GRANT USAGE ON SCHEMA {new NpgsqlConnectionStringBuilder(place.Address.Connection).SearchPath} TO {user}");
        var settings = new NpgsqlConnectionStringBuilder(place.Address.Connection) { Username = user, Password = "x" };

        var error = Assert.Throws<StoreException>(() => Database.Open(folder, PostgresAddress.Parse(settings.ConnectionString)));

        Assert.Contains("refused: permission denied for schema", error.Message, StringComparison.Ordinal);
        Assert.Contains("Grant the user what it lacks", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        using var folder = DataFolder.Open(_temporary.Path);
        await using var admin = new NpgsqlConnection(PostgresServer.Instance.ConnectionString);
        admin.Open();
        var name = $"d{Guid.NewGuid():N}";
        admin.Execute($"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        var settings = new NpgsqlConnectionStringBuilder(PostgresServer.Instance.ConnectionString) { Database = name };

        var error = Assert.Throws<StoreException>(() => Database.Open(folder, PostgresAddress.Parse(settings.ConnectionString)));
        admin.Execute($"DROP DATABASE {name} WITH (FORCE)");

        Assert.Contains("has the encoding LATIN1; Panta needs UTF8", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Text_that_PostgreSQL_cannot_keep_is_the_callers_mistake()
    {
        using var place = new TestDatabase();
        using var folder = DataFolder.Open(_temporary.Path);
        await using var database = Database.Open(folder, place.Address);
        var registry = new ModelRegistry(database, TimeProvider.System);
        var random = new Random(1);
        var longName = new string([.. Enumerable.Range(0, 5000).Select(_ => (char)random.Next(0x3041, 0x3096))]);

        var zero = await Assert.ThrowsAsync<ArgumentException>(() => registry.CreateAsync("a\0b"));
        var half = await Assert.ThrowsAsync<ArgumentException>(() => registry.CreateAsync("a\uD800b"));
        var tooLong = await Assert.ThrowsAsync<ArgumentException>(() => database.WriteAsync(
            c => c.Execute("INSERT INTO registered_models VALUES (@longName, '', 0, 0, 0)", new { longName })));

        Assert.Equal("A text holds the character U+0000, which PostgreSQL does not keep. Leave it out.", zero.Message);
        Assert.Contains("surrogate", half.Message, StringComparison.Ordinal);
        Assert.Contains("at most 2,704 bytes", tooLong.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_folder_keeps_to_the_database_it_was_begun_with()
    {
        using var place = new TestDatabase();
        using var folder = DataFolder.Open(Path.Combine(_temporary.Path, "with"));
        await (Database.Open(folder, place.Address)).DisposeAsync();
        using var own = DataFolder.Open(Path.Combine(_temporary.Path, "own"));
        await Database.Open(own).DisposeAsync();

        var forgotten = Assert.Throws<StoreException>(() => Database.Open(folder));
        var twice = Assert.Throws<StoreException>(() => Database.Open(own, place.Address));

        Assert.Contains($"keeps its metadata in '{place.Address.Place}'. Name that database with --database", forgotten.Message, StringComparison.Ordinal);
        Assert.Contains("keeps its metadata in its own panta.db", twice.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tests", File.ReadAllText(Path.Combine(folder.Root, "database")), StringComparison.Ordinal); // the user's name
    }
}
