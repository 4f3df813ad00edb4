using System.Collections.Immutable;
using Panta.Data.Databases;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using SQLitePCL;
using Panta.Tests;

namespace Panta.Data.Tests.Databases;

public sealed class SqliteTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_have_their_declared_types()
    {
        var file = Make(
            """
            CREATE TABLE t (a INTEGER PRIMARY KEY, b BIGINT, c VARCHAR(9), d TEXT, e BLOB, f REAL, g DOUBLE PRECISION, h DECIMAL(9,2), i BOOLEAN, j DATE, k DATETIME, l TIMESTAMP WITH TIME ZONE, m UUID);
            INSERT INTO t VALUES (1, -9223372036854775808, 'x', 'żółw', x'00ff', 0.1, 3, 1.25, 1, '2024-02-29', '2024-02-29 12:30:01.5', '2024-02-29T12:30+02:00', 'u'),
              (2, NULL, NULL, '', x'', -1e308, NULL, 7, 0, NULL, '1999-12-31', '1969-12-31 23:59:59.999999Z', NULL)
            """);

        var table = Read.SqliteTable(file, "t").ToTable();

        Assert.Equal(
            "(a: long, b: long, c: string, d: string, e: binary, f: double, g: double, h: double, i: boolean, j: date, k: timestamp_ntz, l: timestamp, m: string)",
            table.Schema.ToString());
        Assert.Equal(
            [
                [1L, long.MinValue, "x", "żółw", new byte[] { 0, 255 }, 0.1, 3.0, 1.25, true, new DateOnly(2024, 2, 29), new DateTime(2024, 2, 29, 12, 30, 1, 500),
                    new DateTimeOffset(2024, 2, 29, 10, 30, 0, TimeSpan.Zero), "u"],
                [2L, null, null, "", Array.Empty<byte>(), -1e308, null, 7.0, false, null, new DateTime(1999, 12, 31), DateTimeOffset.UnixEpoch.AddMicroseconds(-1), null],
            ],
            Columns.Rows(table));
    }

    [Theory]
    [InlineData("INTEGER", "'n/a'", "the text 'n/a' where integers from -9223372036854775808 to 9223372036854775807 are expected")]
    [InlineData("INTEGER", "2.5", "the number 2.5 where integers from")]
    [InlineData("INTEGER", "x'00'", "1 bytes where integers from")]
    [InlineData("REAL", "'a'", "the text 'a' where numbers of float64 are expected")]
    [InlineData("BOOLEAN", "2", "the integer 2 where 0 and 1 are expected")]
    [InlineData("TEXT", "x'00'", "1 bytes where texts are expected")]
    [InlineData("BLOB", "'a'", "the text 'a' where bytes are expected")]
    [InlineData("DATE", "'29.2.2024'", "the text '29.2.2024', which is no time as ISO 8601 writes it")]
    [InlineData("DATETIME", "'2024-02-30'", "the text '2024-02-30', which is no time as ISO 8601 writes it")]
    [InlineData("DATETIME", "1700000000", "the number 1700000000 where texts say the time: say what numbers mean (SqliteOptions.Times)")]
    [InlineData("DATETIME", "'2024-02-29T12:30:00Z'", "the time '2024-02-29T12:30:00Z' of a zone, where times of none are read: give the column's type as timestamp")]
    public void A_value_that_is_not_of_its_columns_type_is_told_by_table_column_and_row(string type, string value, string says)
    {
        var file = Make($"CREATE TABLE people (id INTEGER, age {type}); INSERT INTO people VALUES (1, NULL), (2, {value})");
        var frame = Read.SqliteTable(file, "people");

        var error = Assert.Throws<DatabaseException>(() => frame.ToTable());

        Assert.Equal(DatabaseProblem.Value, error.Problem);
        Assert.StartsWith($"SQLite file '{file}': row 2 of column 'age' of table 'people' holds {says}", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Mend it, or give the column another type (SqliteOptions.Types).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_may_be_given_another_type()
    {
        var file = Make("CREATE TABLE t (a INTEGER, b DECIMAL(9,2), c INTEGER, d TEXT); INSERT INTO t VALUES (1, 0.1, 127, '12.50'), ('n/a', -12.34, -128, '-3'), (2.5, 7, 0, NULL)");

        var table = Read.SqliteTable(file, "t", new()
        {
            Types = ImmutableSortedDictionary<string, DataType>.Empty
                .Add("a", DataType.String).Add("b", DataType.Decimal(9, 2)).Add("c", DataType.Int8).Add("d", DataType.Decimal(5, 3)),
        }).ToTable();

        Assert.Equal([["1", 0.10m, (sbyte)127, 12.500m], ["n/a", -12.34m, sbyte.MinValue, -3.000m], ["2.5", 7.00m, (sbyte)0, null]], Columns.Rows(table));
    }

    [Theory]
    [InlineData("0.125", "the number 0.125 where numbers of decimal(4,2) are expected")]
    [InlineData("100", "the integer 100 where numbers of decimal(4,2) are expected")]
    [InlineData("'1e1'", "the text '1e1' where numbers of decimal(4,2) are expected")]
    public void A_decimal_is_neither_rounded_nor_cut(string value, string says)
    {
        var file = Make($"CREATE TABLE t (x); INSERT INTO t VALUES ({value})");
        var options = new SqliteOptions { Types = ImmutableSortedDictionary<string, DataType>.Empty.Add("x", DataType.Decimal(4, 2)) };

        var error = Assert.Throws<DatabaseException>(() => Read.SqliteTable(file, "t", options).ToTable());

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SqliteTimes.UnixSeconds, "1709209801.5", 1_709_209_801_500_000)]
    [InlineData(SqliteTimes.UnixSeconds, "-1", -1_000_000)]
    [InlineData(SqliteTimes.UnixSeconds, "8999999999999", 8_999_999_999_999_000_000)]
    [InlineData(SqliteTimes.UnixMilliseconds, "1709209801500", 1_709_209_801_500_000)]
    [InlineData(SqliteTimes.JulianDays, "julianday('2024-02-29 12:30:01.5')", 1_709_209_801_500_000)]
    [InlineData(SqliteTimes.JulianDays, "2440587.5", 0)]
    [InlineData(SqliteTimes.Text, "'2024-02-29 12:30:01.500'", 1_709_209_801_500_000)]
    [InlineData(SqliteTimes.Text, "'2024-02-29 12:30:01.1234567'", 1_709_209_801_123_456)]
    [InlineData(SqliteTimes.Text, "'0001-01-01'", -62_135_596_800_000_000)]
    public void Times_are_read_as_they_are_kept(SqliteTimes times, string value, long microseconds)
    {
        var file = Make($"CREATE TABLE t (at DATETIME, day DATE); INSERT INTO t VALUES ({value}, {value})");

        var table = Read.SqliteTable(file, "t", new() { Times = times }).ToTable();

        Assert.Equal(microseconds, ((Column<long>)table["at"]).Span[0]);
        Assert.Equal((int)Math.Floor(microseconds / 86_400e6), ((Column<int>)table["day"]).Span[0]);
    }

    [Theory]
    [InlineData("9.3e12")]
    [InlineData("1e300")]
    [InlineData("'2024-02-29'")]
    public void A_time_too_far_away_is_refused(string value)
    {
        var file = Make($"CREATE TABLE t (at DATETIME); INSERT INTO t VALUES ({value})");

        var error = Assert.Throws<DatabaseException>(() => Read.SqliteTable(file, "t", new() { Times = SqliteTimes.UnixSeconds }).ToTable());

        Assert.Equal(DatabaseProblem.Value, error.Problem);
    }

    [Fact]
    public void What_is_not_declared_is_found_out()
    {
        var file = Make("CREATE TABLE t (a, b STUFF, c); INSERT INTO t VALUES (NULL, 1, 1), (2, 2.5, 'x'), (NULL, 3, 2.5)");

        var table = Read.Sqlite(file, "SELECT a, b, c, count(*) OVER () AS n, avg(b) OVER () AS m, 'x' || a AS s, NULL AS o, x'01' AS y FROM t ORDER BY t.rowid").ToTable();

        Assert.Equal("(a: long, b: double, c: string, n: long, m: double, s: string, o: string, y: binary)", table.Schema.ToString());
        Assert.Equal([null, 1.0, "1", 3L, 6.5 / 3, null, null], Columns.Rows(table)[0][..7]);
        Assert.Equal([2L, 2.5, "x", 3L, 6.5 / 3, "x2", null], Columns.Rows(table)[1][..7]);
    }

    [Fact]
    public void Wide_rows_make_short_batches()
    {
        var file = Make("CREATE TABLE t (x BLOB); INSERT INTO t SELECT zeroblob(10000000) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10))");

        Assert.Equal([4, 4, 2], Read.SqliteTable(file, "t").Batches().Select(batch => batch.RowCount));
    }

    [Fact]
    public void A_pass_sees_one_state_while_others_write()
    {
        var file = Make("PRAGMA journal_mode = WAL; CREATE TABLE t (x INTEGER); WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 200000) INSERT INTO t SELECT i FROM r");
        using var keep = Open(file);
        using var batches = Read.SqliteTable(file, "t").Batches().GetEnumerator();
        Assert.True(batches.MoveNext());

        Execute(keep, "DELETE FROM t WHERE x > 100000; INSERT INTO t VALUES (7)");

        var rows = (long)batches.Current.RowCount;
        while (batches.MoveNext()) rows += batches.Current.RowCount;
        Assert.Equal(200_000, rows);
        Assert.Equal(100_001, Read.SqliteTable(file, "t").ToTable().RowCount);
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (2) RETURNING x", DatabaseProblem.InvalidSql, "a source is only read. Give a query that changes nothing.")]
    [InlineData("DELETE FROM t", DatabaseProblem.InvalidSql, "a source is only read. Give a query that changes nothing.")]
    [InlineData("SELECT 1 AS a; DROP TABLE t", DatabaseProblem.InvalidSql, "there is more than one statement: 'DROP TABLE t' follows. Give one.")]
    [InlineData("SELECT 1 AS a; nonsense", DatabaseProblem.InvalidSql, "there is more than one statement: 'nonsense' follows. Give one.")]
    [InlineData("SELECT x FORM t", DatabaseProblem.InvalidSql, "near \"t\": syntax error.")]
    [InlineData("SELECT y FROM t", DatabaseProblem.NotFound, "no such column: y.")]
    [InlineData("SELECT x FROM u", DatabaseProblem.NotFound, "no such table: u.")]
    [InlineData("SELECT 1 AS a, 2 AS a", DatabaseProblem.InvalidSql, "two columns are called 'a'. Give one of them another name with AS.")]
    [InlineData("SELECT x FROM t WHERE x = ?", DatabaseProblem.InvalidSql, "the statement has 1 parameters, 0 were given.")]
    [InlineData("-- nothing", DatabaseProblem.InvalidSql, "there is no statement. Give a SELECT.")]
    public void What_is_wrong_with_a_query_is_told(string sql, DatabaseProblem problem, string says)
    {
        var file = Make("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1)");

        var error = Assert.Throws<DatabaseException>(() => Read.Sqlite(file, sql).ToTable());

        Assert.True($"{problem} SQLite file '{file}': {says}" == $"{error.Problem} {error.Message}", error.ToString());
        Assert.Equal(1, Read.SqliteTable(file, "t").ToTable().RowCount);
    }

    [Fact]
    public void A_query_reaches_no_other_file()
    {
        var file = Make("CREATE TABLE t (x INTEGER)");
        var other = _folder["made.db"];

        var error = Assert.Throws<DatabaseException>(() => Read.Sqlite(file, $"ATTACH '{other}' AS other"));

        Assert.Contains("the statement answers with no columns", error.Message, StringComparison.Ordinal);
        Assert.Throws<DatabaseException>(() => Read.Sqlite(file, "SELECT load_extension('x') AS x").ToTable());
        Assert.False(File.Exists(other));
    }

    [Fact]
    public void Names_and_parameters_are_what_they_are_whatever_stands_in_them()
    {
        const string Hostile = "t\"; DROP TABLE t; --";
        var file = Make($"CREATE TABLE t (x TEXT); CREATE TABLE \"t\"\"; DROP TABLE t; --\" (\"c\"\"; --\" TEXT); INSERT INTO \"t\"\"; DROP TABLE t; --\" VALUES ('7')");

        Assert.Equal([["7"]], Columns.Rows(Read.SqliteTable(file, Hostile).ToTable()));
        Assert.Equal(["'; DROP TABLE t; --"], Columns.Values(Read.Sqlite(file, "SELECT ? AS x", "'; DROP TABLE t; --").ToTable()["x"]));
        Assert.Equal(DatabaseProblem.NotFound, Assert.Throws<DatabaseException>(() => Read.SqliteTable(file, "t\"; --")).Problem);
        Assert.Equal(0, Read.SqliteTable(file, "t").ToTable().RowCount);
    }

    [Fact]
    public void Parameters_of_every_kind_arrive_as_they_are()
    {
        var file = Make("CREATE TABLE t (x)");
        object?[] values = [true, (sbyte)-3, long.MaxValue, 0.1, 1.5m, "żółw\0x", new byte[] { 0, 1 }, Guid.Empty, new DateOnly(2024, 2, 29), new DateTime(2024, 2, 29, 1, 2, 3), null];

        var row = Columns.Rows(Read.Sqlite(file, $"SELECT {string.Join(", ", values.Select((_, i) => $"? AS c{i}"))}", values).ToTable())[0];

        Assert.Equal([1L, -3L, long.MaxValue, 0.1, 1.5, "żółw\0x", new byte[] { 0, 1 }, Guid.Empty.ToString(), "2024-02-29", "2024-02-29 01:02:03", null], row);
        Assert.Throws<ArgumentException>(() => Read.Sqlite(file, "SELECT ? AS x", new Version(1, 2)));
    }

    [Fact]
    public void A_file_in_utf16_is_read_too()
    {
        var file = Make("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('żółw 🐢'), ('')");

        Assert.Equal(["żółw 🐢", ""], Columns.Values(Read.SqliteTable(file, "t").ToTable()["x"]));
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_database_is_told()
    {
        File.WriteAllText(_folder["text.db"], new string('x', 4096));

        var missing = Assert.Throws<FileNotFoundException>(() => Read.SqliteTable(_folder["none.db"], "t"));
        var text = Assert.Throws<DatabaseException>(() => Read.SqliteTable(_folder["text.db"], "t"));

        Assert.Equal($"There is no file '{_folder["none.db"]}'.", missing.Message);
        Assert.Equal((DatabaseProblem.Unreachable, $"SQLite file '{_folder["text.db"]}': it is no SQLite database, or an encrypted one."), (text.Problem, text.Message));
        Assert.False(File.Exists(_folder["none.db"]));
    }

    [Fact]
    public void A_damaged_file_gives_rows_or_an_error_never_a_crash()
    {
        var whole = File.ReadAllBytes(Make(
            """
            CREATE TABLE t (a INTEGER, b TEXT, c REAL); CREATE INDEX i ON t (b);
            WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 500) INSERT INTO t SELECT i, hex(i * i), i / 7.0 FROM r
            """));
        var refused = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var file = _folder["damaged.db"];
            File.WriteAllBytes(file, Mutation.Of(whole, seed));
            try
            {
                Read.SqliteTable(file, "t").ToTable();
            }
            catch (DatabaseException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 50, 300);
    }

    [Fact]
    public async Task Cancelling_ends_the_pass()
    {
        var file = Make("CREATE TABLE t (x INTEGER)");
        using var cancel = new CancellationTokenSource();
        // It has no last row; without a type it would be looked at for one.
        var options = new SqliteOptions { Types = ImmutableSortedDictionary<string, DataType>.Empty.Add("i", DataType.Int64) };
        var frame = Read.Sqlite(file, "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT i FROM r WHERE i < 2", options);
        var begun = new TaskCompletionSource();
        var pass = Task.Run(() =>
        {
            begun.SetResult();
            return frame.ToTable(cancel.Token);
        });
        await begun.Task;

        cancel.CancelAfter(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pass);
    }

    [Fact]
    public async Task A_file_that_another_program_writes_is_waited_for()
    {
        var file = Make("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1)");
        using var writer = Open(file);
        Execute(writer, "BEGIN EXCLUSIVE; UPDATE t SET x = 2");

        var reading = Task.Run(() => Columns.Values(Read.SqliteTable(file, "t").ToTable()["x"]));
        await Task.Delay(300);
        Assert.False(reading.IsCompleted);
        Execute(writer, "COMMIT");

        Assert.Equal([2L], await reading);
    }

    [Fact]
    public void A_file_that_another_program_holds_for_long_is_told_as_held()
    {
        var file = Make("CREATE TABLE t (x INTEGER)");
        using var writer = Open(file);
        Execute(writer, "BEGIN EXCLUSIVE");

        var error = Assert.Throws<DatabaseException>(() => Read.SqliteTable(file, "t"));

        Assert.Equal(DatabaseProblem.TimedOut, error.Problem);
        Assert.Equal($"SQLite file '{file}': another program has held it for 5 seconds. Try again later.", error.Message);
    }

    [Fact]
    public void A_type_for_a_column_that_is_not_there_is_named()
    {
        var file = Make("CREATE TABLE t (x INTEGER)");
        var options = new SqliteOptions { Types = ImmutableSortedDictionary<string, DataType>.Empty.Add("y", DataType.String) };

        var error = Assert.Throws<ArgumentException>(() => Read.SqliteTable(file, "t", options));

        Assert.StartsWith("A type is given for the column 'y', which is not there. There are: x.", error.Message, StringComparison.Ordinal);
    }

    string Make(string sql)
    {
        var file = _folder["data.db"];
        using var database = Open(file);
        Execute(database, sql);
        return file;
    }

    static sqlite3 Open(string file)
    {
        SqliteLibrary.Require();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(file, out var database));
        return database;
    }

    static void Execute(sqlite3 database, string sql) =>
        Assert.True(raw.sqlite3_exec(database, sql) == raw.SQLITE_OK, raw.sqlite3_errmsg(database).utf8_to_string());
}
