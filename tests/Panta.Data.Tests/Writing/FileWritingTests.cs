using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Writing;

namespace Panta.Data.Tests.Writing;

public sealed class FileWritingTests : IDisposable
{
    static readonly Table Mixed = Table.Of(
        ("i", Columns.Of(DataType.Int32, 1, null, 3)),
        ("x", Columns.Of(DataType.Float64, 0.1, double.NaN, null)),
        ("t", Columns.Of(DataType.String, "a, \"b\"", null, "grüße")),
        ("at", Columns.Of(DataType.Timestamp, DateTimeOffset.UnixEpoch.AddTicks(10), null, DateTimeOffset.UnixEpoch.AddDays(20_000))),
        ("local", Columns.Of(DataType.TimestampNtz, new DateTime(2024, 2, 29), null, new DateTime(1960, 1, 1))),
        ("d", Columns.Of(DataType.Decimal(10, 2), 1.25m, null, -3m)),
        ("day", Columns.Of(DataType.Date, new DateOnly(2024, 2, 29), null, new DateOnly(1960, 1, 1))));

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_Parquet_file_holds_the_same_types_and_values()
    {
        var path = _folder["x.parquet"];

        Assert.Equal(3, ParquetFile.Write(path, Mixed));

        var read = Read.File(path).ToTable();
        Assert.Equal(Mixed.Schema.Fields.Select(field => (field.Name, field.Type)), read.Schema.Fields.Select(field => (field.Name, field.Type)));
        Assert.Equal(Columns.Rows(Mixed), Columns.Rows(read));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Vectors_are_written_as_those_of_Spark()
    {
        var path = _folder["x.parquet"];
        var table = Table.Of(
            ("dense", Columns.Of(DataType.Vector, new[] { 1.0, 2.0 }, null)),
            ("sparse", VectorColumn.Sparse(3, new[] { 0, 2, 2 }, new[] { 0, 2 }, new[] { 1.0, 2.0 })));

        ParquetFile.Write(path, table);

        var read = Read.File(path).ToTable();
        Assert.Equal(Columns.Rows(table), Columns.Rows(read));
        Assert.False(((VectorColumn)read["dense"]).IsSparse);
        Assert.True(((VectorColumn)read["sparse"]).IsSparse);
        using var db = DuckDb.Open();
        Assert.Equal(
            "STRUCT(\"type\" TINYINT, size INTEGER, indices INTEGER[], \"values\" DOUBLE[])",
            db.Query($"SELECT column_type FROM (DESCRIBE SELECT * FROM '{path}')")["column_type"].Value(0));
        var metadata = (byte[])db.Query($"SELECT value FROM parquet_kv_metadata('{path}')")["value"].Value(0)!;
        Assert.Contains("org.apache.spark.ml.linalg.VectorUDT", System.Text.Encoding.UTF8.GetString(metadata));
    }

    [Fact]
    public void A_frame_is_written_batch_by_batch_in_order()
    {
        var path = _folder["x.parquet"];
        var frame = new DataFrame(
            Table.Of(("i", Columns.Of(DataType.Int32)), ("v", VectorColumn.Dense(1, Array.Empty<double>()))).Schema,
            _ => Enumerable.Range(0, 50).Select(batch => Table.Of(
                ("i", new Column<int>(DataType.Int32, Enumerable.Range(batch * 3000, 3000).ToArray())),
                ("v", VectorColumn.Sparse(1, Enumerable.Range(0, 3001).Select(i => i / 2).ToArray(), new int[1500], Enumerable.Repeat(1.0, 1500).ToArray())))));

        Assert.Equal(150_000, ParquetFile.Write(path, frame, new() { Compression = "snappy", RowGroupRows = 10_000 }));

        var read = Read.File(path).ToTable();
        Assert.Equal(Enumerable.Range(0, 150_000), ((Column<int>)read["i"]).Values.ToArray());
        Assert.Equal(75_000, ((VectorColumn)read["v"]).Slot(0).ToArray().Sum());
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder["x.parquet"];
        ParquetFile.Write(path, Mixed);
        var frame = new DataFrame(Mixed.Schema, _ => Enumerable.Range(0, 10).Select(batch => batch < 5 ? Mixed : throw new InvalidOperationException("the source dried up")));

        var error = Assert.Throws<DuckDbException>(() => ParquetFile.Write(path, frame));

        Assert.Contains("the source dried up", error.Message);
        Assert.Equal(3, Read.File(path).ToTable().RowCount);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_cancelled_write_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var frame = new DataFrame(Mixed.Schema, _ => Enumerable.Range(0, 1000).Select(batch =>
        {
            if (batch == 5) cancel.Cancel();
            return Mixed;
        }));

        Assert.ThrowsAny<OperationCanceledException>(() => ParquetFile.Write(_folder["x.parquet"], frame, cancel: cancel.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_batch_of_another_schema_is_refused()
    {
        var frame = new DataFrame(Mixed.Schema, _ => [Mixed, Mixed.Without("x")]);

        Assert.Contains("its frame says", Assert.Throws<DuckDbException>(() => ParquetFile.Write(_folder["x.parquet"], frame)).Message);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => ParquetFile.Write(_folder["no/x.parquet"], Mixed));

        Assert.Contains($"'{_folder["no"]}' does not exist", error.Message);
    }

    [Fact]
    public void A_CSV_file_reads_back()
    {
        var path = _folder["x.csv"];

        Assert.Equal(3, CsvFile.Write(path, Mixed));

        Assert.StartsWith("i,x,t,at,local,d,day\n1,0.1,\"a, \"\"b\"\"\",1970-01-01 00:00:00.000001+00,2024-02-29 00:00:00,1.25,2024-02-29\n,nan,,,,,\n", File.ReadAllText(path));
        var read = Read.File(path).ToTable();
        Assert.Equal(Columns.Rows(Mixed.Without("d", "i")), Columns.Rows(read.Without("d", "i")));
    }

    [Fact]
    public void JSON_lines_hold_what_JSON_can()
    {
        var path = _folder["x.jsonl"];

        Assert.Equal(3, JsonLinesFile.Write(path, Mixed.With("v", Columns.Of(DataType.Vector, new[] { 1.0 }, null, new[] { 2.5 }))));

        Assert.Equal(
            """{"i":1,"x":0.1,"t":"a, \"b\"","at":"1970-01-01T00:00:00.000001Z","local":"2024-02-29 00:00:00","d":1.25,"day":"2024-02-29","v":[1.0]}""",
            File.ReadLines(path).First());
        Assert.Equal("""{"i":null,"x":null,"t":null,"at":null,"local":null,"d":null,"day":null,"v":null}""", File.ReadLines(path).ElementAt(1));
    }
}
