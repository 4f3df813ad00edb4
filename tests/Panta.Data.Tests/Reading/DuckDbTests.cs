using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Reading;

public sealed class DuckDbTests : IDisposable
{
    readonly DuckDb _db = DuckDb.Open(new() { Threads = 2 });

    public void Dispose() => _db.Dispose();

    public static TheoryData<string, string, object?> Literals => new()
    {
        { "true", "boolean", true },
        { "(-128)::TINYINT", "byte", (sbyte)-128 },
        { "(-32768)::SMALLINT", "short", (short)-32768 },
        { "(-2147483648)::INTEGER", "integer", int.MinValue },
        { "9223372036854775807", "long", long.MaxValue },
        { "255::UTINYINT", "short", (short)255 },
        { "65535::USMALLINT", "integer", 65535 },
        { "4294967295::UINTEGER", "long", 4294967295L },
        { "18446744073709551615::UBIGINT", "decimal(20,0)", 18446744073709551615m },
        { "(-170141183460469231731687303715884105727)::HUGEINT", "decimal(38,0)", "-170141183460469231731687303715884105727" },
        { "1.5::FLOAT", "float", 1.5f },
        { "0.1::DOUBLE", "double", 0.1 },
        { "'nan'::DOUBLE", "double", double.NaN },
        { "(-12.34)::DECIMAL(4,2)", "decimal(4,2)", -12.34m },
        { "(-1234567.89)::DECIMAL(9,2)", "decimal(9,2)", -1234567.89m },
        { "123456789012.345678::DECIMAL(18,6)", "decimal(18,6)", 123456789012.345678m },
        { "(-12345678901234567890.12)::DECIMAL(30,2)", "decimal(30,2)", -12345678901234567890.12m },
        { "DATE '1969-12-31'", "date", new DateOnly(1969, 12, 31) },
        { "TIMESTAMPTZ '2024-02-29 12:30:00.123456+02'", "timestamp", new DateTimeOffset(2024, 2, 29, 10, 30, 0, TimeSpan.Zero).AddTicks(1234560) },
        { "TIMESTAMP '2024-02-29 12:30:00.123456'", "timestamp_ntz", new DateTime(2024, 2, 29, 12, 30, 0).AddTicks(1234560) },
        { "TIMESTAMP_S '2024-02-29 12:30:01'", "timestamp_ntz", new DateTime(2024, 2, 29, 12, 30, 1) },
        { "TIMESTAMP_MS '1969-12-31 23:59:59.999'", "timestamp_ntz", new DateTime(1969, 12, 31, 23, 59, 59, 999) },
        { "TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", "timestamp_ntz", new DateTime(1969, 12, 31, 23, 59, 59).AddTicks(9999990) },
        { "'grüße, 世界'", "string", "grüße, 世界" },
        { "''", "string", "" },
        { "'longer than twelve bytes'", "string", "longer than twelve bytes" },
        { "'b'::ENUM('a', 'b')", "string", "b" },
        { "UUID '0a0b0c0d-1111-2222-3333-444455556666'", "string", "0a0b0c0d-1111-2222-3333-444455556666" },
        { "UUID 'f0a0b0c0-1111-2222-3333-444455556666'", "string", "f0a0b0c0-1111-2222-3333-444455556666" },
        { "TIME '23:59:58.25'", "string", "23:59:58.25" },
        { "INTERVAL '14 months 3 days 04:05:06.5'", "string", "1 year 2 months 3 days 04:05:06.5" },
        { "INTERVAL '0 days'", "string", "00:00:00" },
        { "'\\xAA\\x00\\x01'::BLOB", "binary", new byte[] { 0xAA, 0, 1 } },
        { "[1.5, 2.5]::DOUBLE[]", "array<double>", new object?[] { 1.5, 2.5 } },
        { "[1.5, 2.5]::FLOAT[2]", "vector", new[] { 1.5, 2.5 } },
        { "NULL", "integer", null },
        { "NULL::VARCHAR", "string", null },
    };

    [Theory]
    [MemberData(nameof(Literals))]
    public void Each_of_the_types_of_DuckDB_is_read(string literal, string type, object? value)
    {
        var table = _db.Query($"SELECT {literal} AS x");

        Assert.Equal(type, table.Schema["x"].Type.ToString());
        Assert.Equal(value, table["x"].Value(0));
    }

    [Theory]
    [InlineData("'101'::BIT", "BIT")]
    [InlineData("12345678901234567890::BIGNUM", "BIGNUM")]
    public void Types_that_no_column_holds_are_refused_by_name(string literal, string type)
    {
        var error = Assert.Throws<DuckDbException>(() => _db.Query($"SELECT 1 AS a, {literal} AS odd"));

        Assert.Contains("'odd'", error.Message);
        Assert.Contains(type, error.Message);
        Assert.Contains("CAST(\"odd\"", error.Message);
    }

    [Fact]
    public void Nulls_keep_their_rows_in_large_filtered_results()
    {
        var table = _db.Query("""
            SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE i END AS n, CASE WHEN i % 5 = 0 THEN NULL ELSE 'text number ' || i % 1000 END AS t
            FROM range(300000) r(i) WHERE i % 3 <> 1
            """);

        Assert.Equal(200_000, table.RowCount);
        var (numbers, nulls, texts) = ((Column<long>)table["i"], (Column<long>)table["n"], (TextColumn)table["t"]);
        for (var row = 0; row < table.RowCount; row++)
        {
            var i = numbers.Span[row];
            Assert.Equal((row / 2 * 3) + (row % 2 * 2), i);
            Assert.Equal(i % 7 == 0, nulls.IsNull(row));
            Assert.Equal(i % 5 == 0 ? null : $"text number {i % 1000}", texts[row]);
        }

        Assert.Equal(texts.Dictionary.Distinct().Count(), texts.Dictionary.Length);
    }

    [Fact]
    public void Parameters_are_bound_by_their_type()
    {
        object?[] parameters =
        [
            null, true, (sbyte)-3, (short)4, 5, 6L, 7u, ulong.MaxValue, 1.5f, 2.5, -3.25m, "it's; DROP", new byte[] { 1, 0, 2 }, new DateOnly(2024, 2, 29),
            new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)), new DateTime(2024, 2, 29, 12, 0, 0),
        ];

        var table = _db.Query($"SELECT {string.Join(", ", parameters.Select((_, i) => $"${i + 1} AS p{i}"))}", parameters);

        Assert.Equal(
            [null, true, (sbyte)-3, (short)4, 5, 6L, 7L, 18446744073709551615m, 1.5f, 2.5, -3.25m, "it's; DROP", new byte[] { 1, 0, 2 }, new DateOnly(2024, 2, 29),
                new DateTimeOffset(2024, 2, 29, 10, 0, 0, TimeSpan.Zero), new DateTime(2024, 2, 29, 12, 0, 0)],
            table.Columns.Select(column => column.Value(0)));
    }

    [Fact]
    public void Lists_are_parameters_too()
    {
        var table = _db.Query("SELECT x FROM range(10) r(x) WHERE list_contains(?, x) OR list_contains(?, x::VARCHAR)", new[] { 2L, 3L }, new[] { "5", "7" });

        Assert.Equal([2L, 3L, 5L, 7L], Columns.Values(table["x"]));
    }

    [Fact]
    public void A_wrong_number_of_parameters_is_said()
    {
        var error = Assert.Throws<DuckDbException>(() => _db.Query("SELECT ?, ?", 1));

        Assert.Equal("The statement has 2 parameters, 1 were given.", error.Message);
    }

    [Theory]
    [InlineData("SELECT y FROM range(3) r(x)", "Binder Error: Referenced column \"y\" not found in FROM clause!")]
    [InlineData("SELEC 1", "Parser Error: syntax error at or near \"SELEC\"")]
    [InlineData("SELECT 'a'::INT", "Conversion Error: Could not convert string 'a' to INT32")]
    [InlineData("SELECT * FROM '/nowhere/x.csv'", "IO Error: No files found that match the pattern \"/nowhere/x.csv\"")]
    [InlineData("", "There is no statement in the SQL.")]
    public void An_error_has_the_message_of_DuckDB_and_the_statement(string sql, string message)
    {
        var error = Assert.Throws<DuckDbException>(() => _db.Query(sql));

        Assert.StartsWith(message, error.Message);
        Assert.DoesNotContain("LINE 1", error.Message);
        Assert.Equal(sql, error.Sql);
    }

    [Fact]
    public void An_error_while_rows_are_read_is_thrown()
    {
        var sql = "SELECT CASE WHEN x = 500000 THEN error('row ' || x) ELSE x::VARCHAR END AS y FROM range(1000000) r(x)";

        Assert.Contains("row 500000", Assert.Throws<DuckDbException>(() => _db.Query(sql)).Message);
        Assert.Contains("row 500000", Assert.Throws<DuckDbException>(() => _db.Stream(sql).ToList()).Message);
    }

    [Fact]
    public void A_result_without_rows_has_its_columns()
    {
        var table = _db.Query("SELECT 1 AS a, 'x' AS b, [1.0]::DOUBLE[] AS v WHERE false");

        Assert.Equal(0, table.RowCount);
        Assert.Equal(["a: integer", "b: string", "v: array<double>"], table.Schema.Fields.Select(field => field.ToString()));
        Assert.Equal(table.Schema, _db.SchemaOf("SELECT 1 AS a, 'x' AS b, [1.0]::DOUBLE[] AS v;"));
    }

    [Fact]
    public void A_stream_gives_all_rows_in_order_in_batches()
    {
        var batches = _db.Stream("SELECT x, 'k' || x % 10 AS k FROM range(?) r(x)", [200_000]).ToList();

        Assert.All(batches.SkipLast(1), batch => Assert.InRange(batch.RowCount, 65_536, 65_536 + 2047));
        var table = Table.Concat(batches);
        Assert.Equal(Enumerable.Range(0, 200_000).Select(x => (long)x), ((Column<long>)table["x"]).Values.ToArray());
        Assert.Equal("k7", ((TextColumn)table["k"])[77_777]);
    }

    [Fact]
    public void Streams_do_not_disturb_each_other_nor_queries()
    {
        using var first = _db.Stream("SELECT x FROM range(300000) r(x)").GetEnumerator();
        using var second = _db.Stream("SELECT -x AS x FROM range(300000) r(x)").GetEnumerator();

        for (var rows = 0; first.MoveNext(); rows += first.Current.RowCount)
        {
            Assert.Equal(42, _db.Query("SELECT 42 AS x")["x"].Value(0));
            Assert.True(second.MoveNext());
            Assert.Equal((long)rows, first.Current["x"].Value(0));
            Assert.Equal((long)-rows, second.Current["x"].Value(0));
        }
    }

    [Fact]
    public void A_stream_may_be_left_early_and_its_database_closed()
    {
        var db = DuckDb.Open();

        var rows = db.Stream("SELECT x FROM range(100000000) r(x)").Take(2).Sum(batch => batch.RowCount);
        db.Dispose();

        Assert.InRange(rows, 2 * 65_536, 2 * 68_000);
    }

    [Fact]
    public async Task Cancelling_interrupts_a_statement()
    {
        using var cancel = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var query = Task.Run(() =>
        {
            started.SetResult();
            return _db.Query("SELECT sum(a.x * b.x) AS s FROM range(1000000) a(x), range(1000000) b(x)", [], cancel.Token);
        });

        await started.Task;
        await Task.Delay(50);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        Assert.Equal(1, _db.Query("SELECT 1 AS x")["x"].Value(0));
    }

    [Fact]
    public void Several_statements_run_in_order_and_the_last_answers()
    {
        var table = _db.Query("CREATE TABLE t(x INT); INSERT INTO t VALUES (1), (2); SELECT sum(x) AS s FROM t;");

        Assert.Equal(3m, table["s"].Value(0));
        Assert.Equal(2, _db.Execute("UPDATE t SET x = x + 1"));
        Assert.Equal(0, _db.Execute("DROP TABLE t"));
    }

    [Fact]
    public void Plain_timestamps_become_instants_in_UTC()
    {
        var table = _db.Query("SELECT TIMESTAMP '2024-07-01 12:00:00'::TIMESTAMPTZ AS t");

        Assert.Equal(new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.Zero), table["t"].Value(0));
    }

    [Theory]
    [InlineData("SET threads = 1")]
    [InlineData("SET TimeZone = 'Europe/Berlin'")]
    [InlineData("SET enable_external_access = true")]
    public void Settings_are_locked(string sql)
    {
        Assert.Contains("locked", Assert.Throws<DuckDbException>(() => _db.Execute(sql)).Message);
    }

    [Theory]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SELECT * FROM 'https://example.com/x.parquet'")]
    public void Extensions_are_not_loaded_without_access(string sql)
    {
        using var closed = DuckDb.Open(new() { ExternalAccess = false });

        Assert.Throws<DuckDbException>(() => closed.Query(sql));
    }

    [Fact]
    public void Closed_access_reads_and_writes_no_file_but_those_allowed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x.csv"], "a\n1\n");
        Directory.CreateDirectory(folder["open"]);
        File.WriteAllText(folder["open/y.csv"], "a\n2\n");

        using var closed = DuckDb.Open(new() { ExternalAccess = false, AllowedFolders = [folder["open"]] });

        Assert.Contains("Permission Error", Assert.Throws<DuckDbException>(() => closed.Query($"SELECT * FROM '{folder["x.csv"]}'")).Message);
        Assert.Contains("Permission Error", Assert.Throws<DuckDbException>(() => closed.Query($"SELECT * FROM '{folder["open/../x.csv"]}'")).Message);
        Assert.Contains("Permission Error", Assert.Throws<DuckDbException>(() => closed.Execute($"COPY (SELECT 1) TO '{folder["z.csv"]}'")).Message);
        Assert.Equal(2L, closed.Query($"SELECT * FROM '{folder["open/y.csv"]}'")["a"].Value(0));
    }

    [Fact]
    public void An_option_that_DuckDB_refuses_is_named()
    {
        var error = Assert.Throws<DuckDbException>(() => DuckDb.Open(new() { MemoryLimit = "lots" }));

        Assert.Contains("memory", error.Message);
    }
}
