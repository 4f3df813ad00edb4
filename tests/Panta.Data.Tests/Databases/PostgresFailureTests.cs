using Npgsql;
using Panta.Data.Databases;
using Panta.Data.Reading;
using Panta.Tests;

namespace Panta.Data.Tests.Databases;

public sealed class PostgresFailureTests
{
    const string Endless = "SELECT i, repeat('x', 100) AS t FROM generate_series(1, 20) a, generate_series(1, 1000000) i";

    [PostgresTheory]
    [InlineData("Password=wrong", DatabaseProblem.Refused, "28P01", "password authentication failed for user \"tests\". Check user and password.")]
    [InlineData("Username=nobody", DatabaseProblem.Refused, "28P01", "password authentication failed for user \"nobody\". Check user and password.")]
    [InlineData("Database=nowhere", DatabaseProblem.NotFound, "3D000", "database \"nowhere\" does not exist. 'psql -l' lists the databases.")]
    [InlineData("Password=", DatabaseProblem.Refused, null, "the server asks for a password and none was given.")]
    [InlineData("Port=1", DatabaseProblem.Unreachable, null, "no connection: ")]
    [InlineData("Host=127.0.0.1;Port=1", DatabaseProblem.Unreachable, null, "no connection: Connection refused. Check host and port, and that the server runs.")]
    public void What_is_wrong_with_a_connection_is_told_without_the_password(string change, DatabaseProblem problem, string? state, string says)
    {
        var error = Assert.Throws<DatabaseException>(() => Read.Postgres($"{Postgres.Connection};{change}", "SELECT 1 AS x"));

        Assert.Equal((problem, state), (error.Problem, error.SqlState));
        Assert.StartsWith("PostgreSQL database '", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Instance.Password[..6], error.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_password_that_is_not_given_is_taken_from_the_environment()
    {
        const string Variable = "PGPASSWORD";
        var connection = $"Host={PostgresServer.Instance.Folder};Username=tests;Database=postgres;Application Name=environment";
        var before = Environment.GetEnvironmentVariable(Variable);
        try
        {
            Environment.SetEnvironmentVariable(Variable, PostgresServer.Instance.Password);

            Assert.Equal([1], Columns.Values(Read.Postgres(connection, "SELECT 1 AS x").ToTable()["x"]));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Theory]
    [InlineData("Host=x;Pasword=geheim")]
    [InlineData("geheim")]
    [InlineData("Host=x;Port=geheim")]
    [InlineData("Host=x;Password=a;geheim")]
    [InlineData("Username=x;Password=geheim")]
    [InlineData("Host=x;Password=a;b=geheim;c")]
    public void A_connection_string_that_is_none_is_not_repeated(string connection)
    {
        var error = Assert.Throws<ArgumentException>(() => Read.Postgres(connection, "SELECT 1 AS x"));

        Assert.Contains("connection string", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void A_database_is_named_without_user_and_password()
    {
        using var source = NpgsqlDataSource.Create(Postgres.Connection);

        Assert.Equal($"PostgreSQL database 'postgres' at {PostgresServer.Instance.Folder}:5432", new PostgresDatabase(source).ToString());
        Assert.Equal([1], Columns.Values(Read.Postgres(source, "SELECT 1 AS x").ToTable()["x"]));
    }

    [PostgresTheory]
    [InlineData("SELECT x\nFORM bikes", DatabaseProblem.InvalidSql, "42601", "syntax error at or near \"bikes\" (line 2, column 6, at 'bikes').")]
    [InlineData("SELECT 1 +", DatabaseProblem.InvalidSql, "42601", "syntax error at end of input (line 1, column 11, at the end).")]
    [InlineData("SELECT * FROM no_such_table", DatabaseProblem.NotFound, "42P01", "relation \"no_such_table\" does not exist (line 1, column 15, at 'no_such_table').")]
    [InlineData("SELECT no_such_column FROM pg_class", DatabaseProblem.NotFound, "42703", "column \"no_such_column\" does not exist")]
    [InlineData("SELECT 1 AS a; SELECT 2 AS b", DatabaseProblem.InvalidSql, "42601", "cannot insert multiple commands into a prepared statement.")]
    [InlineData("CREATE TABLE sneaked (x int)", DatabaseProblem.InvalidSql, null, "the statement answers with no columns. Give a query: SELECT, VALUES, TABLE or WITH.")]
    [InlineData("SELECT 1 AS a, 2 AS a", DatabaseProblem.InvalidSql, null, "two columns are called 'a'. Give one of them another name with AS.")]
    public void What_is_wrong_with_a_query_is_told_with_its_place(string sql, DatabaseProblem problem, string? state, string says)
    {
        var error = Assert.Throws<DatabaseException>(() => Read.Postgres(Postgres.Database, sql));

        Assert.Equal((problem, state), (error.Problem, error.SqlState));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("INSERT INTO kept VALUES (2) RETURNING x", "42601", "only a query can be a source: SELECT, VALUES, TABLE or WITH.")]
    [InlineData("WITH w AS (DELETE FROM kept RETURNING x) SELECT x FROM w", "0A000", "data-modifying statement")]
    [InlineData("SELECT nextval('counted')", "25006", "A source is only read: give a query that changes nothing.")]
    [InlineData("SHOW ALL", "42601", "only a query can be a source")]
    public void A_source_changes_nothing(string sql, string state, string says)
    {
        Postgres.Execute("CREATE TABLE IF NOT EXISTS kept (x int); CREATE SEQUENCE IF NOT EXISTS counted");
        var frame = Read.Postgres(Postgres.Database, sql);

        var error = Assert.Throws<DatabaseException>(() => frame.ToTable());

        Assert.Equal((DatabaseProblem.InvalidSql, state), (error.Problem == DatabaseProblem.Failed ? DatabaseProblem.InvalidSql : error.Problem, error.SqlState));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Postgres.Scalar<long>("SELECT count(*) FROM kept"));
    }

    [PostgresFact]
    public void A_statement_that_takes_longer_than_it_may_is_stopped()
    {
        var database = new PostgresDatabase(Postgres.Connection) { Timeout = TimeSpan.FromMilliseconds(100) };

        var error = Assert.Throws<DatabaseException>(() => Read.Postgres(database, "SELECT pg_sleep(60)::text AS x").ToTable());

        Assert.Equal((DatabaseProblem.TimedOut, "57014"), (error.Problem, error.SqlState));
        Assert.Contains("canceling statement due to statement timeout", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=x", 0)]
    [InlineData("Host=x;Command Timeout=30", 30)]
    [InlineData("Host=x;CommandTimeout=7", 7)]
    public void A_row_is_waited_for_as_long_as_the_connection_string_says(string connection, int seconds) =>
        Assert.Equal(seconds, new PostgresDatabase(connection).Connect().CommandTimeout);

    [PostgresTheory]
    [InlineData("SELECT pg_sleep(60)::text AS x, 0 AS y")]
    [InlineData("SELECT pg_sleep(60)::text AS x, $1 AS y", 1)]
    public void A_row_that_is_not_there_in_time_is_no_longer_waited_for(string sql, params object[] parameters)
    {
        var frame = Read.Postgres(Postgres.Connection + ";Command Timeout=1", sql, parameters);

        var error = Assert.Throws<DatabaseException>(() => frame.ToTable());

        Assert.Equal(DatabaseProblem.TimedOut, error.Problem);
        Assert.Contains("Raise 'Command Timeout' in the connection string.", error.Message, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("", 1)]
    [InlineData(" WHERE $1 > 0", 1)]
    public void A_connection_that_is_ended_in_the_middle_gives_an_error_not_fewer_rows(string where, int parameter)
    {
        var mark = $"/* ended {where.Length} */";
        var frame = Read.Postgres(Postgres.Database, $"{Endless}{where} {mark}", where.Length == 0 ? [] : [parameter]);
        using var batches = frame.Batches().GetEnumerator();
        Assert.True(batches.MoveNext());

        Postgres.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%{mark}%' AND pid <> pg_backend_pid()");

        var error = Assert.Throws<DatabaseException>(() => Drain(batches));
        Assert.Equal(DatabaseProblem.Broken, error.Problem);
        Assert.Contains("Nothing of this pass counts; run it again.", error.Message, StringComparison.Ordinal);
    }

    [PostgresTheory]
    [InlineData("")]
    [InlineData(" WHERE $1 > 0")]
    public async Task Cancelling_ends_the_pass_and_the_servers_statement(string where)
    {
        var mark = $"/* cancelled {where.Length} */";
        using var cancel = new CancellationTokenSource();
        // The server sends nothing before 8 kB are together: the pass waits for its first row.
        var frame = Read.Postgres(Postgres.Database, $"SELECT i, pg_sleep(0.2)::text AS s FROM generate_series(1, 1000) i{where} {mark}", where.Length == 0 ? [] : [1]);
        var pass = Task.Run(() => frame.ToTable(cancel.Token));
        await Until(() => Postgres.Running(mark) == 1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pass);
        await Until(() => Postgres.Running(mark) == 0);
    }

    [PostgresTheory]
    [InlineData("")]
    [InlineData(" WHERE $1 > 0")]
    public async Task A_pass_that_is_left_early_ends_the_servers_statement(string where)
    {
        var mark = $"/* left {where.Length} */";
        var frame = Read.Postgres(Postgres.Database, $"{Endless}{where} {mark}", where.Length == 0 ? [] : [1]);

        var first = frame.Batches().First();

        Assert.Equal(65_536, first.RowCount);
        await Until(() => Postgres.Running(mark) == 0);
    }

    [PostgresFact]
    public void An_error_in_a_late_row_is_the_servers_own()
    {
        var frame = Read.Postgres(Postgres.Database, "SELECT 1 / (100000 - i) AS x FROM generate_series(1, 100000) i");

        var error = Assert.Throws<DatabaseException>(() => frame.ToTable());

        Assert.Equal((DatabaseProblem.Value, "22012"), (error.Problem, error.SqlState));
        Assert.Contains("division by zero", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void Columns_that_changed_since_the_frame_was_made_are_noticed()
    {
        Postgres.Execute("CREATE TABLE moving (a int, b text); INSERT INTO moving VALUES (1, 'x')");
        var frame = Read.PostgresTable(Postgres.Database, "moving");
        Assert.Equal([[1, "x"]], Columns.Rows(frame.ToTable()));

        Postgres.Execute("ALTER TABLE moving ALTER COLUMN a TYPE float8");

        var error = Assert.Throws<DatabaseException>(() => frame.ToTable());
        Assert.Equal(DatabaseProblem.Changed, error.Problem);
        Assert.Contains("Make the frame again.", error.Message, StringComparison.Ordinal);
    }

    static void Drain<T>(IEnumerator<T> rows)
    {
        while (rows.MoveNext())
        {
        }
    }

    static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 200 && !holds(); i++) await Task.Delay(50);
        Assert.True(holds());
    }
}
