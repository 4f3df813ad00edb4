using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Writing;
using Panta.EndToEnd.Loops;

namespace Panta.Data.Tests.Writing;

public sealed class FolderWritingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Partitions_become_folders_and_are_read_back()
    {
        var table = Table.Of(
            ("v", Columns.Of(DataType.Int64, 1L, 2L, 3L, 4L)), ("year", Columns.Of(DataType.Int64, 2024L, 2023L, null, 2024L)),
            ("city", Columns.Texts("a/b", null, "Bad Ems", "a/b")));

        Assert.Equal(4, ParquetFile.Write(_folder["out"], table, new() { PartitionBy = ["year", "city"] }));

        Assert.Equal(
            ["out/year=2023/city=__HIVE_DEFAULT_PARTITION__/part-00000.parquet", "out/year=2024/city=a%2Fb/part-00000.parquet",
                "out/year=__HIVE_DEFAULT_PARTITION__/city=Bad%20Ems/part-00000.parquet"],
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_folder.Path, file)).Order(StringComparer.Ordinal));
        var read = Read.Parquet(_folder["out"]);
        Assert.Equal("(v: long, year: long, city: string)", read.Schema.ToString());
        Assert.Equal([[1L, 2024L, "a/b"], [2L, 2023L, null], [3L, null, "Bad Ems"], [4L, 2024L, "a/b"]], Columns.Rows(read.OrderBy("v").ToTable()));
        Assert.Equal([[1L], [4L]], Columns.Rows(read.Where(Functions.Col("city").EqualTo("a/b")).Select("v").OrderBy("v").ToTable()));
    }

    [Fact]
    public void Files_end_at_a_number_of_rows_and_keep_their_order()
    {
        var frame = Frame(1_000, 300);

        Assert.Equal(300_000, ParquetFile.Write(_folder["out"], frame, new() { RowGroupRows = 2_048, MaxFileRows = 8_192 }));

        var files = Directory.GetFiles(_folder["out"]);
        Assert.InRange(files.Length, 18, 37);
        Assert.Equal(Enumerable.Range(0, 300_000), ((Column<int>)Read.Parquet(_folder["out"]).ToTable()["i"]).Values.ToArray());
        Assert.All(files, file => Assert.InRange(Read.Parquet(file).Count(), 1, 4 * (2_048 + 2_047)));
    }

    [Fact]
    public void Files_end_after_a_number_of_bytes()
    {
        ParquetFile.Write(_folder["out"], Frame(1_000, 300), new() { RowGroupRows = 10_000, MaxFileBytes = 50_000, Compression = "uncompressed" });

        Assert.InRange(Directory.GetFiles(_folder["out"]).Length, 10, 30);
        Assert.Equal(Enumerable.Range(0, 300_000), ((Column<int>)Read.Parquet(_folder["out"]).ToTable()["i"]).Values.ToArray());
    }

    [Fact]
    public void The_same_rows_make_the_same_files()
    {
        foreach (var name in (string[])["a", "b"])
            ParquetFile.Write(_folder[name], Frame(1_000, 100).WithColumn("k", Functions.Col("i") % 7), new() { PartitionBy = ["k"], RowGroupRows = 2_048 });

        foreach (var file in Directory.GetFiles(_folder["a"], "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_folder["b"], Path.GetRelativePath(_folder["a"], file))));
    }

    [Fact]
    public void A_failed_or_cancelled_write_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var broken = new DataFrame(Frame(1, 1).Schema, pass => Frame(5_000, 20).Batches(pass).Select((batch, i) => i < 15 ? batch
            : throw new InvalidOperationException("dried up")));
        var cancelled = Frame(5_000, 100).MapBatches(Frame(1, 1).Schema, batch =>
        {
            if ((int)batch["i"].Value(0)! > 50_000) cancel.Cancel();
            return batch;
        });
        var options = new ParquetOptions { RowGroupRows = 2_048, MaxFileRows = 4_096 };

        Assert.Contains("dried up", Assert.Throws<DuckDbException>(() => ParquetFile.Write(_folder["out"], broken, options)).Message);
        Assert.Contains("dried up", Assert.Throws<DuckDbException>(() => CsvFile.Write(_folder["x.csv.gz"], broken)).Message);
        Assert.ThrowsAny<OperationCanceledException>(() => ParquetFile.Write(_folder["out"], cancelled, options, cancel: cancel.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_malformed_row_far_down_is_named_and_nothing_is_written()
    {
        File.WriteAllText(_folder["x.csv"], "a\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i}\n")) + "oops\n");

        var error = Assert.Throws<FileReadException>(() => ParquetFile.Write(_folder["y.parquet"], Read.Csv(_folder["x.csv"])));

        Assert.Equal(200_002, error.Line);
        Assert.Equal([_folder["x.csv"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_is_there_is_not_overwritten_by_a_folder()
    {
        File.WriteAllText(_folder["file"], "x");
        Directory.CreateDirectory(_folder["full/x"]);
        Directory.CreateDirectory(_folder["empty"]);
        var options = new ParquetOptions { MaxFileRows = 122_880 };

        Assert.Contains("is a file", Assert.Throws<IOException>(() => ParquetFile.Write(_folder["file"], Frame(1, 1), options)).Message);
        Assert.Contains("not empty", Assert.Throws<IOException>(() => ParquetFile.Write(_folder["full"], Frame(1, 1), options)).Message);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => ParquetFile.Write(_folder["full"], Frame(1, 1))).Message);
        Assert.Equal(1, ParquetFile.Write(_folder["empty"], Frame(1, 1), options));
        Assert.Equal(3, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Fact]
    public void Options_that_contradict_are_refused()
    {
        foreach (var (options, word) in ((ParquetOptions, string)[])
            [
                (new() { PartitionBy = ["i"] }, "a column must be left"), (new() { MaxFileRows = 5 }, "at least one row group"),
                    (new() { CompressionLevel = 23 }, "23"),
                (new() { CompressionLevel = 3, Compression = "snappy" }, "goes with zstd"), (new() { MaxFileBytes = 9, MaxFileRows = 200_000 }, "Give one of"),
            ])
            Assert.Contains(word, Assert.ThrowsAny<ArgumentException>(() => ParquetFile.Write(_folder["x"], Frame(1, 1), options)).Message);
        Assert.Throws<ColumnNotFoundException>(() => ParquetFile.Write(_folder["x"], Frame(1, 1), new() { PartitionBy = ["nowhere"] }));
    }

    [SmallDiskFact]
    public void A_full_disk_is_said_and_leaves_what_was_there()
    {
        using var disk = new SmallDisk(2);
        CsvFile.Write(disk["x.csv"], Frame(10, 1));
        var before = File.ReadAllText(disk["x.csv"]);

        foreach (var write in (Action[])
            [
                () => CsvFile.Write(disk["x.csv"], Frame(100_000, 20)), () => JsonLinesFile.Write(disk["x.jsonl"], Frame(100_000, 20)),
                () => ParquetFile.Write(disk["x.parquet"], Frame(100_000, 20), new() { Compression = "uncompressed" }),
                () => ParquetFile.Write(disk["out"], Frame(100_000, 20), new() { Compression = "uncompressed", MaxFileRows = 122_880 }),
            ])
            Assert.Contains("No space left", Assert.Throws<DuckDbException>(write).Message);

        Assert.Equal([disk["x.csv"]], Directory.GetFileSystemEntries(Path.GetDirectoryName(disk["x.csv"])!));
        Assert.Equal(before, File.ReadAllText(disk["x.csv"]));
        disk.MakeReadOnly();
        Assert.Contains("Read-only", Assert.Throws<DuckDbException>(() => CsvFile.Write(disk["x.csv"], Frame(10, 1))).Message);
        Assert.Equal(before, File.ReadAllText(disk["x.csv"]));
    }

    [Fact]
    public void Text_is_packed_by_extension_or_as_told()
    {
        var frame = Frame(100, 2);
        CsvFile.Write(_folder["x.csv.gz"], frame, new() { Delimiter = ';', NullText = "NA" });
        CsvFile.Write(_folder["x.csv.zst"], frame);
        CsvFile.Write(_folder["plain.gz"], frame, new() { Compression = TextCompression.None, Header = false });
        JsonLinesFile.Write(_folder["x.jsonl.gz"], frame);
        JsonLinesFile.Write(_folder["x.jsonl.zst"], frame);

        Assert.Equal([0x1F, 0x8B], File.ReadAllBytes(_folder["x.csv.gz"])[..2]);
        Assert.StartsWith("0\n1\n", File.ReadAllText(_folder["plain.gz"]));
        foreach (var name in (string[])["x.csv.gz", "x.csv.zst", "x.jsonl.gz", "x.jsonl.zst"]) Assert.Equal(200, Read.File(_folder[name]).Count());
    }

    [Fact]
    public void An_empty_text_is_told_from_null_on_the_way_through_CSV()
    {
        var table = Table.Of(("a", Columns.Texts("", null, "NA", " x ", "a\r\nb", "say \"so\"")), ("b", Columns.Texts("1", "2", null, "4", "", "6")));

        CsvFile.Write(_folder["x.csv"], table, new() { NullText = "NA" });

        Assert.Equal(Columns.Rows(table), Columns.Rows(Read.Csv(_folder["x.csv"], new()
        {
            NullTexts = ["NA"], QuotedNulls = false, Schema = new(new("a", DataType.String), new("b", DataType.String)),
        }).ToTable()));
    }

    [Fact]
    public void Progress_counts_the_rows()
    {
        var told = new Told();

        CsvFile.Write(_folder["x.csv"], Frame(1_000, 5), progress: told);

        Assert.Equal(5_000, told.Values[^1]);
        Assert.Equal(told.Values.Order(), told.Values);
        Assert.InRange(told.Values.Count, 5, 6);
    }

    static DataFrame Frame(int rows, int batches) => new(
        Table.Of(("i", Columns.Of(DataType.Int32))).Schema,
        _ => Enumerable.Range(0, batches).Select(batch => Table.Of(("i", new Column<int>(DataType.Int32, Enumerable.Range(batch * rows, rows).ToArray())))));

    sealed class Told : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
