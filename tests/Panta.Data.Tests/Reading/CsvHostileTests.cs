using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Reading;

public sealed class CsvHostileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_beyond_all_bounds_is_one_malformed_row()
    {
        var path = Write("a,b\n1,x\n2," + new string('y', 3_000_000) + "\n3,z\n");

        var scan = FileScan.Csv(path, new() { MaxRowBytes = 100_000, Malformed = MalformedRows.Quarantine });

        Assert.Equal([[1L, "x"], [3L, "z"]], Columns.Rows(scan.Rows.ToTable()));
        Assert.Equal([3L], Columns.Values(scan.Malformed.ToTable()["line"]));
        Assert.Contains("100,000 bytes", Assert.Throws<FileReadException>(() => Read.Csv(path, new() { MaxRowBytes = 100_000 }).ToTable()).Message);
        Assert.Equal(3, Read.Csv(path).ToTable().RowCount);
    }

    [Fact]
    public void A_quote_left_open_takes_its_line_and_no_more()
    {
        var path = Write("a,b\n1,x\n2,\"open\n" + string.Concat(Enumerable.Range(3, 200_000).Select(i => $"{i},z\n")));

        var scan = FileScan.Csv(path, new() { MaxRowBytes = 10_000, Malformed = MalformedRows.Drop });

        Assert.Equal((200_001L, 1L), (scan.Rows.Count(), scan.MalformedCount));
        Assert.Equal(3, Assert.Throws<FileReadException>(() => Read.Csv(path, new() { MaxRowBytes = 10_000 }).ToTable()).Line);
    }

    [Fact]
    public void Rows_as_long_as_allowed_are_read_wherever_they_begin()
    {
        var path = Write("a,b\n" + string.Concat(Enumerable.Range(1, 6).Select(i => $"{i},{new string('y', 8_388_608 - 4 - i * 1_000)}\n{i},z\n")));

        Assert.Equal([1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L, 5L, 5L, 6L, 6L], Columns.Values(Read.Csv(path).ToTable()["a"]));
    }

    [Fact]
    public void A_small_limit_of_memory_is_enough_for_any_file_and_a_smaller_one_is_named()
    {
        using (var db = DuckDb.Open()) db.Execute($"COPY (SELECT i, random() AS x, random() AS y FROM range(1_500_000) r(i)) TO '{_folder["x.csv"]}'");
        var sql = CsvSniffer.Plan([_folder["x.csv"]], new()).Sql;
        using var small = DuckDb.Open(new() { MemoryLimit = "64MB", Threads = 2 });
        using var tooSmall = DuckDb.Open(new() { MemoryLimit = "8MB", Threads = 2 });

        Assert.Equal(1_500_000, small.Stream(sql).Sum(batch => (long)batch.RowCount));
        Assert.Contains("PANTA_MEMORY_LIMIT", Assert.Throws<DuckDbException>(() => tooSmall.Stream(sql).Count()).Message);
    }

    [Fact]
    public void Zero_bytes_are_characters_like_others()
    {
        Assert.Equal([["x\0y", 1L]], Columns.Rows(Read.Csv(Write("a,b\nx\0y,1\n")).ToTable()));
    }

    [Fact]
    public void A_zero_byte_in_a_column_s_name_is_refused_and_other_names_are_taken_instead()
    {
        var path = Write("a,n\0b\n1,x\n2,y\n");

        var error = Assert.Throws<FileReadException>(() => Read.Csv(path));
        var other = Read.Csv(path, new() { Names = ["a", "b"], Header = true });

        Assert.Contains("column 2 holds the character U+0000", error.Message, StringComparison.Ordinal);
        Assert.Equal([[1L, "x"], [2L, "y"]], Columns.Rows(other.ToTable()));
    }

    [Fact]
    public void A_zero_byte_in_a_field_s_name_of_JSON_is_a_character_like_others()
    {
        var path = Path.Combine(_folder.Path, "x.json");
        File.WriteAllText(path, "{\"a\\u0000b\":1}\n{\"a\\u0000b\":2}\n");

        var table = Read.Json(path).ToTable();

        Assert.Equal(["a\0b"], table.Schema.Names);
        Assert.Equal([[1L], [2L]], Columns.Rows(table));
    }

    [Fact]
    public void Ten_thousand_columns_are_read()
    {
        var path = Write(string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}")) + "\n" + string.Join(',', Enumerable.Range(0, 10_000)) + "\n");

        Assert.Equal(9_999L, Read.Csv(path).ToTable()["c9999"].Value(0));
    }

    [Fact]
    public void What_is_no_text_is_refused()
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(_folder["x.csv"], bytes);

        Assert.Throws<FileReadException>(() => Read.Csv(_folder["x.csv"]).ToTable());

        File.WriteAllBytes(_folder["x.csv.gz"], bytes);
        Assert.Contains("no gzip file", Assert.Throws<FileReadException>(() => Read.Csv(_folder["x.csv.gz"])).Message);
        File.WriteAllBytes(_folder["x.csv.zst"], bytes);
        Assert.Throws<FileReadException>(() => Read.Csv(_folder["x.csv.zst"]));
    }

    string Write(string text)
    {
        File.WriteAllText(_folder["x.csv"], text);
        return _folder["x.csv"];
    }
}
