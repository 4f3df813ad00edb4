using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Writing;

namespace Panta.Data.Tests.Reading;

public sealed class NestedVectorTests : IDisposable
{
    readonly DuckDb _db = DuckDb.Open(new() { Threads = 2 });

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Arrays_hold_nulls_and_empties_at_every_level()
    {
        var column = _db.Query("SELECT * FROM (VALUES ([[1, NULL], NULL, []]), (NULL), ([]), ([[3]])) t(x)")["x"];

        Assert.Equal("array<array<integer>>", column.Type.ToString());
        Assert.Equal(
            [new object?[] { new object?[] { 1, null }, null, Array.Empty<object>() }, null, Array.Empty<object>(), new object?[] { new object?[] { 3 } }],
            Columns.Values(column));
    }

    [Fact]
    public void Structs_stay_structs_and_null_ones_have_null_fields()
    {
        var column = (StructColumn)_db.Query("SELECT * FROM (VALUES ({'a': 1, 'b': {'c': 'x'}}), (NULL), ({'a': NULL, 'b': NULL})) t(s)")["s"];

        Assert.Equal("struct<a:integer,b:struct<c:string>>", column.Type.ToString());
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(row => column.Validity[row]));
        Assert.Equal([1, null, null], Columns.Values(column["a"]));
        Assert.Equal(["x", null, null], Columns.Values(((StructColumn)column["b"])["c"]));
    }

    [Fact]
    public void Maps_keep_the_order_of_their_entries()
    {
        var column = _db.Query("SELECT * FROM (VALUES (MAP {'b': 2, 'a': NULL}), (NULL), (MAP {}), (MAP {'': 0})) t(m)")["m"];

        Assert.Equal("map<string,integer>", column.Type.ToString());
        Assert.Equal(
            [new KeyValuePair<object, object?>[] { new("b", 2), new("a", null) }, null, Array.Empty<KeyValuePair<object, object?>>(), new KeyValuePair<object, object?>[] { new("", 0) }],
            Columns.Values(column));
    }

    [Theory]
    [InlineData("[1.5, 2.5]::DOUBLE[]", "array<double>")]
    [InlineData("[]", "array<integer>")]
    [InlineData("[NULL]", "array<integer>")]
    [InlineData("[1, 2]::TINYINT[2]", "array<byte>")]
    [InlineData("['a']::ENUM('a', 'b')[]", "array<string>")]
    [InlineData("[[1, 2]::DOUBLE[2]]", "array<vector>")]
    [InlineData("row(1, 'x')", "struct<col1:integer,col2:string>")]
    [InlineData("MAP {DATE '2024-01-01': [{'u': 1::UBIGINT}]}", "map<date,array<struct<u:decimal(20,0)>>>")]
    [InlineData("[{'type': 1::TINYINT, 'size': NULL::INTEGER, 'indices': NULL::INTEGER[], 'values': [1.0]::DOUBLE[]}]", "array<vector>")]
    [InlineData("{'type': 1::TINYINT, 'size': 1, 'indices': ['x'], 'values': [1.0]::DOUBLE[]}", "struct<type:byte,size:integer,indices:array<string>,values:array<double>>")]
    public void The_type_is_that_of_the_statement_whatever_the_data(string literal, string type)
    {
        Assert.Equal(type, _db.Query($"SELECT {literal} AS x")["x"].Type.ToString());
        Assert.Equal(type, _db.SchemaOf($"SELECT {literal} AS x")["x"].Type.ToString());
    }

    [Theory]
    [InlineData("[{'a': '101'::BIT}]", "'odd.element.a'")]
    [InlineData("MAP {'k': '101'::BIT}", "'odd.value'")]
    [InlineData("['101'::BIT]::BIT[1]", "'odd.element'")]
    public void A_type_that_no_column_holds_is_named_with_its_path(string literal, string path)
    {
        var error = Assert.Throws<DuckDbException>(() => _db.Query($"SELECT {literal} AS odd"));

        Assert.Contains(path, error.Message);
        Assert.Contains("BIT", error.Message);
        Assert.Contains("CAST(\"odd\" AS VARCHAR)", error.Message);
    }

    [Fact]
    public void Nesting_deeper_than_a_hundred_levels_is_refused()
    {
        var error = Assert.Throws<DuckDbException>(() => _db.Query($"SELECT {new string('[', 102)}1{new string(']', 102)} AS deep"));

        Assert.Contains("'deep' is nested more than 100 levels deep", error.Message);
    }

    [Fact]
    public void Lists_of_filtered_and_reordered_rows_are_their_own()
    {
        var table = _db.Query("""
            WITH t AS (SELECT i, range(i % 5) AS r, {'i': i, 'texts': ['text number ' || i, NULL]} AS s FROM range(10000) x(i))
            SELECT i, r, s, list_reverse(r) AS reversed, list_filter(r, lambda e: e % 2 = 1) AS odd, {'again': s.texts[1]} AS inner FROM t WHERE i % 3 = 1 ORDER BY hash(i)
            """);

        Assert.Equal(3333, table.RowCount);
        for (var row = 0; row < table.RowCount; row++)
        {
            var i = (long)table["i"].Value(row)!;
            var range = Enumerable.Range(0, (int)(i % 5)).Select(e => (object?)(long)e).ToArray();
            Assert.Equal(range, table["r"].Value(row));
            Assert.Equal(range.Reverse(), (object?[])table["reversed"].Value(row)!);
            Assert.Equal(range.Where(e => (long)e! % 2 == 1), (object?[])table["odd"].Value(row)!);
            Assert.Equal($"text number {i}", ((StructColumn)table["inner"])["again"].Value(row));
            Assert.Equal(new object?[] { $"text number {i}", null }, ((StructColumn)table["s"])["texts"].Value(row));
        }
    }

    [Fact]
    public void Fields_of_a_streamed_filter_are_those_of_its_rows()
    {
        var sql = "SELECT i, {'i': i, 'l': [i, NULL]} AS s, [{'i': i}] AS l FROM range(500000) x(i) WHERE i % 7 = 3";

        var rows = 0;
        foreach (var batch in _db.Stream(sql))
            for (var row = 0; row < batch.RowCount; row++, rows++)
            {
                var i = ((Column<long>)batch["i"]).Span[row];
                Assert.Equal(rows * 7 + 3, i);
                Assert.Equal(i, ((StructColumn)batch["s"])["i"].Value(row));
                Assert.Equal(new object?[] { i, null }, ((StructColumn)batch["s"])["l"].Value(row));
                Assert.Equal(i, ((StructColumn)((ArrayColumn)batch["l"]).Elements)["i"].Value(((ArrayColumn)batch["l"]).Offsets.Span[row]));
            }

        Assert.Equal(71429, rows);
    }

    [Fact]
    public void A_list_longer_than_a_chunk_is_read_and_written_whole()
    {
        var table = _db.Query("SELECT list_transform(range(100000), lambda e: CASE WHEN e % 3 = 0 THEN NULL ELSE 'element ' || e END) AS x FROM range(3)");

        _db.Register("t", table);
        var again = _db.Query("SELECT x FROM t");

        foreach (var each in (Table[])[table, again])
            Assert.Equal(Enumerable.Range(0, 100_000).Select(e => e % 3 == 0 ? null : $"element {e}"), (object?[])each["x"].Value(2)!);
    }

    [Fact]
    public void Nested_columns_go_into_SQL_and_come_back_as_they_were()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var schema = new Schema([.. Enumerable.Range(0, 4).Select(i => new Field($"c{i}", NestedData.Type(random, 3)))]);
            var table = NestedData.Rows(random, schema, random.Next(0, 5000));

            _db.Register("t", table);
            var read = _db.Query("SELECT * FROM t");

            NestedData.AssertEqual(table, read, seed);
        }
    }

    [Fact]
    public void Slices_and_frames_of_nested_columns_go_into_SQL_too()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var schema = new Schema([.. Enumerable.Range(0, 3).Select(i => new Field($"c{i}", NestedData.Type(random, 3)))]);
            var whole = NestedData.Rows(random, schema, 6000);
            var parts = (Table[])[whole.Slice(7, 2500), whole.Slice(2507, 3000)];

            _db.Register("t", new DataFrame(schema, _ => parts));

            NestedData.AssertEqual(Table.Concat(parts), _db.Query("SELECT * FROM t"), seed);
        }
    }

    [Fact]
    public void Fields_of_null_structs_are_null_in_SQL()
    {
        var fields = new Schema(new Field("a", DataType.Int32), new Field("l", DataType.Array(DataType.Int32)));
        var column = new StructColumn(
            fields, [Columns.Ints(1, 2, 3), new ArrayColumn(new[] { 0, 1, 2, 3 }, Columns.Ints(4, 5, 6))], Validity.Of(3, row => row != 1));

        _db.Register("t", Table.Of(("s", column)));
        var read = _db.Query("SELECT s.a AS a, s.l AS l, s IS NULL AS n FROM t");

        Assert.Equal([1, null, 3], Columns.Values(read["a"]));
        Assert.Equal([new object?[] { 4 }, null, new object?[] { 6 }], Columns.Values(read["l"]));
        Assert.Equal([false, true, false], Columns.Values(read["n"]));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("json")]
    public void Files_hold_nested_columns(string extension)
    {
        using var folder = new TemporaryFolder();
        var table = _db.Query("""
            SELECT * FROM (VALUES (1, [{'a': 1, 'b': [1.5, NULL]}, NULL], {'t': 'x', 'u': {'v': DATE '2024-02-29'}}), (2, NULL, NULL), (3, [], {'t': NULL, 'u': NULL})) t(i, l, s)
            """);

        if (extension == "json") JsonLinesFile.Write(folder["x.json"], table);
        else ParquetFile.Write(folder["x.parquet"], table);
        var read = Read.File(folder[$"x.{extension}"]).ToTable();

        NestedData.AssertEqual(table, new(table.Schema, [.. read.Columns.Select((column, i) => Narrowed(column, table.Columns[i].Type))], read.RowCount), 0);
    }

    // JSON has no widths: whole numbers are read as 64 bits.
    static Column Narrowed(Column column, DataType type) => Columns.Of(type, Columns.Values(column));
}
