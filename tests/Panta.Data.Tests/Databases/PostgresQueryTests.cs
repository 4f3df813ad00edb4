using System.Globalization;
using Npgsql;
using Panta.Data.Databases;
using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Tests;

namespace Panta.Data.Tests.Databases;

public sealed class PostgresQueryTests
{
    const string Hostile = "a\"; DROP TABLE victims; --";

    [PostgresFact]
    public void A_frame_is_read_again_at_each_pass()
    {
        Postgres.Execute("CREATE TABLE growing (x int); INSERT INTO growing VALUES (1)");
        var frame = Read.PostgresTable(Postgres.Database, "growing");
        var before = frame.ToTable();

        Postgres.Execute("INSERT INTO growing VALUES (2)");

        Assert.Equal([1], Columns.Values(before["x"]));
        Assert.Equal([1, 2], Columns.Values(frame.ToTable()["x"]));
    }

    [PostgresFact]
    public void A_pass_sees_one_state_while_others_write()
    {
        Postgres.Execute("CREATE TABLE moved AS SELECT i AS x FROM generate_series(1, 200000) i");
        using var batches = Read.PostgresTable(Postgres.Database, "moved").Batches().GetEnumerator();
        Assert.True(batches.MoveNext());

        Postgres.Execute("DELETE FROM moved WHERE x > 100000; INSERT INTO moved SELECT i FROM generate_series(300000, 400000) i");

        long rows = batches.Current.RowCount, sum = batches.Current.Numbers("x").Span.ToArray().Sum(x => (long)x);
        while (batches.MoveNext()) (rows, sum) = (rows + batches.Current.RowCount, sum + batches.Current.Numbers("x").Span.ToArray().Sum(x => (long)x));
        Assert.Equal((200_000, 200_000L * 200_001 / 2), (rows, sum));
    }

    [PostgresFact]
    public void Wide_rows_make_short_batches()
    {
        var batches = Read.Postgres(Postgres.Database, "SELECT repeat('x', 10000000) AS t FROM generate_series(1, 10) i").Batches().Select(batch => batch.RowCount).ToArray();

        Assert.Equal([4, 4, 2], batches);
    }

    [PostgresFact]
    public void A_query_without_rows_has_its_columns()
    {
        var table = Read.Postgres(Postgres.Database, "SELECT 1::int8 AS a, 'x' AS \"b c\" WHERE false").ToTable();

        Assert.Equal(("(a: long, b c: string)", 0), (table.Schema.ToString(), table.RowCount));
    }

    [PostgresTheory]
    [InlineData("SELECT 1 AS x;")]
    [InlineData("SELECT 1 AS x -- a note")]
    [InlineData("SELECT 1 AS x -- a note with ; in it\n ; ")]
    [InlineData("VALUES (1)")]
    [InlineData("TABLE one")]
    [InlineData("WITH w AS (SELECT 1 AS x) SELECT * FROM w")]
    [InlineData("SELECT x FROM (SELECT 2 AS x UNION SELECT 1) u ORDER BY x LIMIT 1")]
    [InlineData("/* ( */ SELECT 1 AS x /* ) */")]
    [InlineData("SELECT length('(') AS x")]
    [InlineData("SELECT 1 AS \")\"")]
    public void A_query_may_be_written_in_any_way(string sql)
    {
        Postgres.Execute("CREATE TABLE IF NOT EXISTS one AS SELECT 1 AS x");

        Assert.Equal([[1]], Columns.Rows(Read.Postgres(Postgres.Database, sql).ToTable()));
    }

    [PostgresFact]
    public void The_order_of_a_query_is_kept()
    {
        var table = Read.Postgres(Postgres.Database, "SELECT i FROM generate_series(1, 100000) i ORDER BY i % 1000 DESC, i").ToTable();

        Assert.Equal([999, 1999, 2999], Columns.Values(table["i"].Slice(0, 3)));
        Assert.Equal([99000, 100000], Columns.Values(table["i"].Slice(99_998, 2)));
    }

    [PostgresFact]
    public void Only_the_columns_that_a_query_touches_are_asked_for()
    {
        var frame = Read.Postgres(Postgres.Database, "SELECT i AS a, 'NaN'::numeric AS bad, i % 3 AS b, i::text AS c FROM generate_series(1, 100000) i");

        var sums = frame.GroupBy(Functions.Col("b")).Agg(Functions.Sum(Functions.Col("a")).As("s")).OrderBy("b").ToTable();

        Assert.Equal([0, 1, 2], Columns.Values(sums["b"]));
        Assert.Equal(5_000_050_000L, sums.Numbers("s").Span.ToArray().Sum(s => (long)s));
        Assert.Equal(100_000, frame.Select("c").ToTable().RowCount);
        Assert.Equal([100_000L], Columns.Values(frame.Agg(Functions.Count().As("n")).ToTable()["n"]));
        Assert.Throws<DatabaseException>(() => frame.ToTable());
    }

    [PostgresFact]
    public void A_query_over_a_frame_fails_with_the_databases_own_error()
    {
        var frame = Read.Postgres(Postgres.Database, "SELECT i AS a, CASE i WHEN 70000 THEN 'NaN'::numeric END AS price FROM generate_series(1, 100000) i");

        var error = Assert.Throws<DatabaseException>(() => frame.Where(Functions.Col("price") > Functions.Lit(1)).ToTable());

        Assert.Equal(DatabaseProblem.Value, error.Problem);
        Assert.Contains("row 70000 of column 'price' holds NaN", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void The_first_rows_of_a_frame_end_the_servers_statement()
    {
        var frame = Read.Postgres(Postgres.Database, "SELECT i AS a FROM generate_series(1, 20) j, generate_series(1, 1000000) i /* first rows */");

        Assert.Equal(5, frame.Limit(5).ToTable().RowCount);

        for (var i = 0; i < 200 && Postgres.Running("/* first rows */") > 0; i++) Thread.Sleep(50);
        Assert.Equal(0, Postgres.Running("/* first rows */"));
    }

    [PostgresFact]
    public void Names_are_names_whatever_stands_in_them()
    {
        Postgres.Execute("CREATE TABLE victims AS SELECT 1 AS x");
        var (schema, table, column) = ($"s {Hostile}", $"t {Hostile}", $"c {Hostile}");
        Postgres.Execute($"CREATE SCHEMA {Quote(schema)}; CREATE TABLE {Quote(schema)}.{Quote(table)} ({Quote(column)} int); INSERT INTO {Quote(schema)}.{Quote(table)} VALUES (7)");

        var read = Read.PostgresTable(Postgres.Database, table, schema).ToTable();

        Assert.Equal([7], Columns.Values(read[column]));
        Assert.Equal(1, Postgres.Scalar<long>("SELECT count(*) FROM victims"));
    }

    [PostgresTheory]
    [InlineData("pg_class; DROP TABLE targets")]
    [InlineData("pg_class\"; DROP TABLE targets; --")]
    [InlineData("pg_catalog.pg_class")]
    [InlineData("(SELECT 1)")]
    public void A_name_that_no_table_has_is_not_found(string table)
    {
        Postgres.Execute("CREATE TABLE IF NOT EXISTS targets (x int)");

        var error = Assert.Throws<DatabaseException>(() => Read.PostgresTable(Postgres.Database, table));

        Assert.Equal(DatabaseProblem.NotFound, error.Problem);
        Assert.Equal(0, Postgres.Scalar<long>("SELECT count(*) FROM targets"));
    }

    [PostgresTheory]
    [InlineData("SELECT 1 AS x) TO STDOUT; DROP TABLE targets2; COPY (SELECT 1")]
    [InlineData("SELECT 1 AS x) TO PROGRAM 'touch /tmp/owned' --")]
    [InlineData("SELECT 1 AS x) q(c0)) TO STDOUT; DROP TABLE targets2 --")]
    [InlineData("SELECT 1 AS x /* ")]
    [InlineData("SELECT 1 AS x -- \n) q(c0)) TO STDOUT; --")]
    public void A_query_cannot_leave_its_parentheses(string sql)
    {
        Postgres.Execute("CREATE TABLE IF NOT EXISTS targets2 (x int)");

        var error = Assert.Throws<DatabaseException>(() => Read.Postgres(Postgres.Database, sql));

        Assert.Equal("42601", error.SqlState);
        Assert.Equal(0, Postgres.Scalar<long>("SELECT count(*) FROM targets2"));
    }

    [PostgresFact]
    public void A_parameter_is_a_value_whatever_stands_in_it()
    {
        Postgres.Execute("CREATE TABLE victims2 AS SELECT 'x' AS name");
        const string Attack = "'); DROP TABLE victims2; --\\'$1";

        Assert.Equal(0, Read.Postgres(Postgres.Database, "SELECT name FROM victims2 WHERE name = $1", Attack).ToTable().RowCount);
        Assert.Equal([Attack], Columns.Values(Read.Postgres(Postgres.Database, "SELECT $1 AS name", Attack).ToTable()["name"]));
        Assert.Equal(1, Postgres.Scalar<long>("SELECT count(*) FROM victims2"));
    }

    [PostgresFact]
    public void A_value_of_a_connection_string_sets_nothing_else()
    {
        Postgres.Execute("CREATE TABLE victims3 (x int)");
        var settings = new NpgsqlConnectionStringBuilder(Postgres.Connection)
        {
            ApplicationName = "x'; DROP TABLE victims3; --;Host=elsewhere",
        };
        var path = new NpgsqlConnectionStringBuilder(Postgres.Connection) { SearchPath = "public\"; DROP TABLE victims3; --" };

        var name = Read.Postgres(settings.ToString(), "SELECT current_setting('application_name') AS name").ToTable();
        var error = Assert.Throws<DatabaseException>(() => Read.Postgres($"{Postgres.Connection};Database=\"x;Host=elsewhere; DROP TABLE victims3\"", "SELECT 1 AS x"));

        Assert.Equal([settings.ApplicationName], Columns.Values(name["name"]));
        Assert.Equal(DatabaseProblem.NotFound, error.Problem);
        Assert.Throws<DatabaseException>(() => Read.Postgres(path.ToString(), "SELECT 1 AS x"));
        Assert.Equal(0, Postgres.Scalar<long>("SELECT count(*) FROM victims3"));
    }

    [PostgresFact]
    public void A_parameter_of_a_kind_that_the_server_has_not_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Read.Postgres(Postgres.Database, "SELECT $1 AS a, $2 AS b", 1, new Version(1, 2)));

        Assert.StartsWith("Parameter $2 is a Version. Allowed: bool, ", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void Random_tables_are_read_as_they_were_written()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var rows = Enumerable.Range(0, random.Next(200)).Select(_ => (
                A: Maybe(random, () => random.NextInt64(long.MinValue, long.MaxValue)),
                B: Maybe(random, () => BitConverter.Int64BitsToDouble(random.NextInt64())),
                C: Maybe(random, () => new decimal(random.Next(), random.Next(), 0, random.Next(2) == 0, 6)))).ToArray();
            string Sql<T>(T? value, string type) where T : struct => value is null ? $"NULL::{type}" : string.Create(CultureInfo.InvariantCulture, $"'{value}'::{type}");
            var values = rows.Select((row, i) => $"({i}, {Sql(row.A, "int8")}, {Sql(row.B, "float8")}, {Sql(row.C, "numeric(30,6)")})");

            var table = Read.Postgres(Postgres.Database, $"SELECT * FROM (VALUES {string.Join(", ", values.Append("(-1, 0::int8, 0::float8, 0::numeric(30,6))"))}) v(i, a, b, c) WHERE i >= 0").ToTable();

            Assert.True(rows.Select(row => new object?[] { row.A, row.B, row.C }).SequenceEqual(Columns.Rows(table.Select("a", "b", "c")), SameRow), $"seed {seed}");
        }
    }

    static T? Maybe<T>(Random random, Func<T> value)
        where T : struct => random.Next(5) == 0 ? null : value();

    static readonly EqualityComparer<object?[]> SameRow = EqualityComparer<object?[]>.Create((a, b) => a!.SequenceEqual(b!));

    static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
