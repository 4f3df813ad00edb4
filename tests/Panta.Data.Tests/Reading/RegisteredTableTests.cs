using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Reading;

public sealed class RegisteredTableTests : IDisposable
{
    readonly DuckDb _db = DuckDb.Open(new() { Threads = 2 });

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Every_type_comes_back_as_it_went()
    {
        var table = Table.Of(
            ("bool", Columns.Of(DataType.Bool, true, null, false)),
            ("int8", Columns.Of(DataType.Int8, sbyte.MinValue, null, 1)),
            ("int16", Columns.Of(DataType.Int16, short.MinValue, null, 1)),
            ("int32", Columns.Of(DataType.Int32, int.MinValue, null, 1)),
            ("int64", Columns.Of(DataType.Int64, long.MinValue, null, 1)),
            ("float32", Columns.Of(DataType.Float32, 1.5f, null, float.NaN)),
            ("float64", Columns.Of(DataType.Float64, 0.1, null, double.NaN)),
            ("decimal4", Columns.Of(DataType.Decimal(4, 2), -12.34m, null, 1m)),
            ("decimal9", Columns.Of(DataType.Decimal(9, 2), -1234567.89m, null, 1m)),
            ("decimal18", Columns.Of(DataType.Decimal(18, 0), -123456789012345678m, null, 1m)),
            ("decimal38", Columns.Of(DataType.Decimal(38, 2), -12345678901234567890.12m, null, 1m)),
            ("text", Columns.Of(DataType.String, "short", null, "longer than twelve bytes, grüße")),
            ("bytes", Columns.Of(DataType.Binary, new byte[] { 0, 1 }, null, Array.Empty<byte>())),
            ("date", Columns.Of(DataType.Date, new DateOnly(1900, 1, 1), null, new DateOnly(2024, 2, 29))),
            ("timestamp", Columns.Of(DataType.Timestamp, DateTimeOffset.UnixEpoch.AddTicks(10), null, DateTimeOffset.UnixEpoch)),
            ("local", Columns.Of(DataType.TimestampNtz, new DateTime(2024, 2, 29), null, new DateTime(1960, 1, 1))),
            ("dense", Columns.Of(DataType.Vector, new[] { 1.0, 2.0 }, null, new[] { 3.0, double.NaN })),
            ("sparse", VectorColumn.Sparse(3, new[] { 0, 2, 2, 3 }, new[] { 0, 2, 1 }, new[] { 1.0, 2.0, 3.0 }, Validity.Of(3, row => row != 1))));

        _db.Register("t", table);
        var read = _db.Query("SELECT * FROM t");

        // SQL sees dense vectors as lists of numbers.
        Assert.Equal("array<double>", read.Schema["dense"].Type.ToString());
        read = read.With("dense", read.AsVectors("dense"));
        Assert.Equal(table.Schema.Fields.Select(field => field with { Nullable = true }), read.Schema.Fields.Select(field => field with { Nullable = true }));
        Assert.Equal(Columns.Rows(table), Columns.Rows(read));
        Assert.True(((VectorColumn)read["sparse"]).IsSparse);
    }

    [Fact]
    public void Large_slices_keep_their_order_values_and_nulls()
    {
        var values = Enumerable.Range(0, 100_000).ToArray();
        var whole = Table.Of(
            ("i", new Column<int>(DataType.Int32, values, Validity.Of(values.Length, i => i % 3 != 0))),
            ("t", TextColumn.Of([.. values.Select(i => i % 11 == 0 ? null : $"text number {i % 997}")])));
        var table = whole.Slice(777, 90_001);

        _db.Register("big table", table);
        var read = _db.Query("SELECT * FROM \"big table\"");

        Assert.Equal(Columns.Rows(table), Columns.Rows(read));
    }

    [Fact]
    public void Only_the_columns_asked_for_are_read_and_counting_reads_none()
    {
        _db.Register("t", Table.Of(("a", Columns.Of(DataType.Int32, 1, 2, 3)), ("b", Columns.Of(DataType.String, "x", "y", "z"))));

        Assert.Equal(3L, _db.Query("SELECT count(*) AS n FROM t")["n"].Value(0));
        Assert.Equal("z", _db.Query("SELECT b FROM t WHERE a = 3")["b"].Value(0));
        Assert.Equal(6m, _db.Query("SELECT sum(a) AS s FROM t")["s"].Value(0));
    }

    [Fact]
    public void Registering_again_replaces_and_unregistering_removes()
    {
        _db.Register("t", Table.Of(("a", Columns.Of(DataType.Int32, 1))));
        _db.Register("t", Table.Of(("b", Columns.Of(DataType.String, "new"))));
        Assert.Equal("new", _db.Query("SELECT b FROM t")["b"].Value(0));

        _db.Unregister("t");
        _db.Unregister("t");

        Assert.Contains("t does not exist", Assert.Throws<DuckDbException>(() => _db.Query("SELECT * FROM t")).Message);
    }

    [Fact]
    public void A_stream_keeps_the_table_it_began_with()
    {
        _db.Register("t", Table.Of(("a", new Column<int>(DataType.Int32, Enumerable.Range(0, 500_000).ToArray()))));

        using var batches = _db.Stream("SELECT a FROM t").GetEnumerator();
        Assert.True(batches.MoveNext());
        var rows = batches.Current.RowCount;
        _db.Unregister("t");
        while (batches.MoveNext()) rows += batches.Current.RowCount;

        Assert.Equal(500_000, rows);
    }

    [Fact]
    public void Names_are_quoted_and_texts_escaped()
    {
        _db.Register("odd \"name\"; --", Table.Of(("a \"b\"", Columns.Of(DataType.Int32, 1))));

        Assert.Equal(1, _db.Query($"SELECT {DuckDb.Quote("a \"b\"")} FROM {DuckDb.Quote("odd \"name\"; --")} WHERE 'it''s' = {DuckDb.Literal("it's")}").Columns[0].Value(0));
    }

    [Fact]
    public void A_table_without_columns_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => _db.Register("empty", new Table(Schema.Empty, [], 3)));

        Assert.Contains("'empty' has no columns", error.Message);
    }

    [Fact]
    public void Registered_tables_are_seen_with_access_closed()
    {
        using var closed = DuckDb.Open(new() { ExternalAccess = false });

        closed.Register("t", Table.Of(("a", Columns.Of(DataType.Int32, 1))));

        Assert.Equal(1, closed.Query("SELECT a FROM t")["a"].Value(0));
    }

    [Fact]
    public void Several_threads_scan_a_large_table_and_each_row_is_read_once()
    {
        const int Rows = 1_000_000;
        using var db = DuckDb.Open(new() { Threads = 4 });
        db.Register("t", Table.Of(("i", new Column<int>(DataType.Int32, Enumerable.Range(0, Rows).ToArray()))));

        var sums = db.Query("SELECT count(*) AS n, count(DISTINCT i) AS d, sum(i) AS s FROM t");
        var joined = db.Query("SELECT count(*) AS n FROM t a JOIN t b ON a.i = b.i");

        Assert.Equal([(long)Rows, (long)Rows, (decimal)((long)Rows * (Rows - 1) / 2)], sums.Columns.Select(column => column.Value(0)));
        Assert.Equal((long)Rows, joined["n"].Value(0));
    }

    [Theory]
    [InlineData("SELECT i FROM t")]
    [InlineData("SELECT i FROM t WHERE i >= 0")]
    [InlineData("SELECT row_number() OVER () - 1 AS i FROM t")]
    [InlineData("SELECT i FROM t UNION ALL SELECT i FROM t LIMIT 1000000")]
    public void The_order_of_rows_is_kept_where_it_matters(string sql)
    {
        const int Rows = 1_000_000;
        using var db = DuckDb.Open(new() { Threads = 4 });
        db.Register("t", Table.Of(("i", new Column<int>(DataType.Int32, Enumerable.Range(0, Rows).ToArray()))));
        db.Execute($"CREATE TABLE kept AS {sql}");

        foreach (var table in (Table[])[db.Query(sql), Table.Concat([.. db.Stream(sql)]), db.Query("SELECT i FROM kept")])
        {
            Assert.Equal(Rows, table.RowCount);
            var numbers = new double[Rows];
            table["i"].CopyTo(0, numbers);
            Assert.Equal(Enumerable.Range(0, Rows).Select(i => (double)i), numbers);
        }
    }
}
