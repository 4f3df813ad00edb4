using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Reading;

public sealed class CsvReadingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_end_as_they_do_anywhere(string end)
    {
        var path = Write("x.csv", string.Join(end, "a,b", "1,x", $"2,\"y{end}z\"", ""));

        Assert.Equal([[1L, "x"], [2L, $"y{end}z"]], Rows(Read.Csv(path).ToTable()));
    }

    [Fact]
    public void Lines_may_end_in_several_ways()
    {
        Assert.Equal([[1L, 2L], [3L, 4L], [5L, 6L]], Rows(Read.Csv(Write("x.csv", "a,b\r\n1,2\n3,4\r5,6\r\n")).ToTable()));
    }

    [Fact]
    public void Lines_that_end_otherwise_far_down_are_said_and_can_be_read()
    {
        var path = Write("x.csv", "a,b\n" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i},{i}\n")) + "7,7\r\n8,8\r\n");

        Assert.Equal(300_002, Assert.Throws<FileReadException>(() => Read.Csv(path).ToTable()).Line);
        Assert.Equal(300_002, Read.Csv(path, new() { Malformed = MalformedRows.Drop }).ToTable().RowCount);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("iso-8859-1", false)]
    [InlineData("windows-1252", false)]
    [InlineData("ibm850", false)]
    public void Text_comes_in_any_encoding(string name, bool marked)
    {
        var encoding = TextFile.Named(name);
        var bytes = encoding.GetBytes("größe,name\n1,grüße\n");
        File.WriteAllBytes(_folder["x.csv"], marked ? [.. encoding.GetPreamble(), .. bytes] : bytes);

        var table = Read.Csv(_folder["x.csv"], new() { Encoding = marked ? null : name }).ToTable();

        Assert.Equal("(größe: long, name: string)", table.Schema.ToString());
        Assert.Equal([[1L, "grüße"]], Rows(table));
    }

    [Fact]
    public void Bytes_of_another_encoding_are_named_by_line()
    {
        File.WriteAllBytes(_folder["x.csv"], Encoding.Latin1.GetBytes("a,b\n1,x\n2,ü\n"));

        var error = Assert.Throws<FileReadException>(() => Read.Csv(_folder["x.csv"]).ToTable());

        Assert.Equal(3, error.Line);
        Assert.Contains("bytes that are no UTF-8; give the file's Encoding", error.Message);
        Assert.Contains("'utf-7-ish'", Assert.Throws<ArgumentException>(() => Read.Csv(_folder["x.csv"], new() { Encoding = "utf-7-ish" })).Message);
    }

    [Fact]
    public void Gzip_and_Zstandard_are_unpacked()
    {
        using (var gzip = new GZipStream(File.Create(_folder["x.csv.gz"]), CompressionLevel.Fastest)) gzip.Write("a,b\r\n1,\"x\r\ny\"\r\n"u8);
        using (var db = DuckDb.Open()) db.Execute(
            $"COPY (SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'bad,') TO '{_folder["x.csv.zst"]}' (FORMAT csv, COMPRESSION zstd)");

        Assert.Equal([[1L, "x\r\ny"]], Rows(Read.Csv(_folder["x.csv.gz"]).ToTable()));
        Assert.Equal([[1L, "x"], [2L, "bad,"]], Rows(Read.Csv(_folder["x.csv.zst"]).ToTable()));
        Assert.Equal(0, FileScan.Csv(_folder["x.csv.zst"], new() { Malformed = MalformedRows.Quarantine }).MalformedCount);
    }

    [Fact]
    public void Quotes_escapes_and_comments_are_of_any_character()
    {
        var path = Write("x.csv", "# made by hand\na;b # the names\n1;'x;''y'\n#2;z\n3;'#'\n");

        Assert.Equal([[1L, "x;'y"], [3L, "#"]], Rows(Read.Csv(path, new() { Quote = '\'', Escape = '\'', Comment = '#' }).ToTable()));
        Assert.Equal([["1", "a\"b\\"]],
            Rows(Read.Csv(Write("y.csv", "k,v\n\"1\",\"a\\\"b\\\\\"\n"), new() { Escape = '\\', Types = Types(("k", DataType.String)) }).ToTable()));
        Assert.Equal([["\"x\""]], Rows(Read.Csv(Write("z.csv", "v\n\"x\"\n"), new() { Quote = null }).ToTable()));
    }

    [Fact]
    public void Decimal_commas_thousands_and_dates_are_as_given()
    {
        var path = Write("x.csv", "n;m;d;p\n1.234,5;1.000;31.12.2024;1,25\n-0,5;12;1.2.2024;3\n");

        var table = Read.Csv(path, new() { DecimalSeparator = ',', Thousands = '.', Types = Types(("p", DataType.Decimal(10, 2))) }).ToTable();

        Assert.Equal("(n: double, m: long, d: date, p: decimal(10,2))", table.Schema.ToString());
        Assert.Equal([[1234.5, 1000L, new DateOnly(2024, 12, 31), 1.25m], [-0.5, 12L, new DateOnly(2024, 2, 1), 3m]], Rows(table));
    }

    [Theory]
    [InlineData("1\n2.5", "double")]
    [InlineData("1\n99999999999999999999", "decimal(38,0)")]
    [InlineData("00501\n10001", "string")]
    [InlineData("true\nFALSE", "boolean")]
    [InlineData("2024-01-31\n2024-02-01", "date")]
    [InlineData("31/12/2024\n01/02/2024", "date")]
    [InlineData("12/31/2024\n01/02/2024", "date")]
    [InlineData("01/02/2024\n02/03/2024", "string")]
    [InlineData("2024-01-31 10:00\n2024-02-01T10:00:00.5", "timestamp_ntz")]
    [InlineData("2024-01-31T10:00:00Z\n2024-02-01T10:00:00+02:00", "timestamp")]
    [InlineData("31.12.2024 10:00\n1.1.2025 23:59", "timestamp_ntz")]
    [InlineData("1\n ", "string")]
    [InlineData("nan\n1e-3", "double")]
    [InlineData("0x10\n1", "string")]
    [InlineData("1_000\n1", "string")]
    public void The_narrowest_type_that_fits_all_values_is_found(string values, string type)
    {
        Assert.Equal(type, Read.Csv(Write("x.csv", $"a\n{values}\n"), new() { Header = true }).Schema["a"].Type.ToString());
    }

    [Fact]
    public void The_report_says_what_was_looked_at_and_why()
    {
        var path = Write("x.csv", "id,charge,day,mixed\n1,29.5,31/12/2024,01/02/2024\n2, ,01/01/2025,\n3,1,02/01/2025,02/03/2024\n");

        var inferred = FileScan.Csv(path).Inferred;

        Assert.Equal("""
            delimiter ',', with header, 3 rows of 1 file(s) looked at
            id: long (3 values, 0 null; not boolean: line 2 has '1')
            charge: string (3 values, 0 null; not double: line 3 has ' ')
            day: date (3 values, 0 null; form %d/%m/%Y; not %m/%d/%Y: line 2 has '31/12/2024')
            mixed: string (2 values, 1 null; dates of either %d/%m/%Y or %m/%d/%Y: give DateFormat)
            """, inferred.ToString());
    }

    [Fact]
    public void A_fraction_in_a_column_of_integers_is_an_error_and_never_rounded()
    {
        var path = Write("x.csv", "a\n" + string.Concat(Enumerable.Repeat("1\n", 30_000)) + "1.5\n");

        var error = Assert.Throws<FileReadException>(() => Read.Csv(path).ToTable());

        Assert.Equal((30_002L, true), (error.Line, error.Message.Contains("column 'a': '1.5' is no long")));
        var exact = Write("y.csv", "p,d,t\n1.234,2024-01-01,2024-01-01 10:00\n");
        foreach (var (type, reason) in ((ImmutableSortedDictionary<string, DataType>, string)[])
            [
                (Types(("p", DataType.Decimal(10, 2))), "'1.234' is no decimal(10,2)"), (Types(("p", DataType.Int32)), "'1.234' is no integer"),
                (Types(("t", DataType.Date)), "'2024-01-01 10:00' is no date"),
            ])
            Assert.Contains(reason, Assert.Throws<FileReadException>(() => Read.Csv(exact, new() { Types = type }).ToTable()).Message);
        var zoned = Write("z.csv", "t\n2024-01-01T10:00:00+02:00\n");
        Assert.Contains("is no timestamp_ntz",
            Assert.Throws<FileReadException>(() => Read.Csv(zoned, new() { Types = Types(("t", DataType.TimestampNtz)) }).ToTable()).Message);
    }

    [Fact]
    public void Types_that_are_given_are_read_at_their_limits()
    {
        var schema = new Schema(
            new("b", DataType.Int8), new("s", DataType.Int16), new("i", DataType.Int32), new("f", DataType.Float32), new("d", DataType.Decimal(5, 2)),
            new("at", DataType.Timestamp), new("ok", DataType.Bool), new("x", DataType.Binary));
        var path = Write("x.csv", "b,s,i,f,d,at,ok,x\n-128,32767,-2147483648,1.5,999.990,2024-01-01 00:00:00,yes,ab\n");

        var table = Read.Csv(path, new() { Schema = schema }).ToTable();

        Assert.Equal(schema, table.Schema);
        Assert.Equal([(sbyte)-128, short.MaxValue, int.MinValue, 1.5f, 999.99m, new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), true, "ab"u8.ToArray()],
            Rows(table)[0]);
        Assert.Contains("'128' is no byte",
            Assert.Throws<FileReadException>(() => Read.Csv(Write("y.csv", "b\n128\n"), new() { Types = Types(("b", DataType.Int8)) }).ToTable()).Message);
    }

    [Fact]
    public void Columns_missing_and_too_many_are_told_together()
    {
        var path = Write("x.csv", "a,b,c\n1,2,3\n");
        var schema = new Schema(new("c", DataType.Int64), new("d", DataType.Int64), new("e", DataType.Int64));

        var error = Assert.Throws<FileReadException>(() => Read.Csv(path, new() { Schema = schema, Types = Types(("z", DataType.Int64)) }));

        foreach (var problem in (string[])["'d' is missing", "'e' is missing", "'a' is not in the schema", "'b' is not in the schema",
            "'z', whose type is given, is missing"])
            Assert.Contains(problem, error.Message);
        Assert.Equal([[3L, 1L, "2"]],
            Rows(Read.Csv(path, new() { Schema = new(new("c", DataType.Int64), new("a", DataType.Int64), new("b", DataType.String)) }).ToTable()));
    }

    [Fact]
    public void Names_lines_to_pass_over_and_odd_headers_are_dealt_with()
    {
        Assert.Equal("(row: long, x: string, y: long)", Read.Csv(Write("r.csv", "\"x\",\"y\"\n\"1\",\"p\",3\n\"2\",\"q\",4\n")).Schema.ToString());
        Assert.Equal("(a: long, b: long, column2: string)", Read.Csv(Write("t.csv", "a,b\n1,2,\n3,4,\n")).Schema.ToString());
        Assert.Equal("(a: long, b: long)", Read.Csv(Write("h.csv", "a,b,\n1,2\n3,4\n")).Schema.ToString());
        Assert.Equal("(a: long, A_1: long, column2: long, a_2: long)",
            Read.Csv(Write("d.csv", "a,A,,a\n1,2,3,4\n"), new() { Header = true }).Schema.ToString());
        Assert.Equal("(p: long, q: long)", Read.Csv(Write("n.csv", "1,2\n"), new() { Names = ["p", "q"] }).Schema.ToString());
        Assert.Equal([[1L, 2L]], Rows(Read.Csv(Write("s.csv", "Report \"of, May\n\nx,y\n1,2\n"), new() { SkipLines = 2 }).ToTable()));
        Assert.Equal([[1L, 2L]], Rows(Read.Csv(Write("s2.csv", "made, by hand\n\n\nx,y\n1,2\n"), new() { SkipLines = 1 }).ToTable()));
        Assert.Equal([[1L, 2L]], Rows(Read.Csv(Write("s3.csv", "\"x\n\",y\n1,2\n")).ToTable()));
        Assert.Equal([[null], [7L]], Rows(Read.Csv(Write("one.csv", "v\n\n7\n")).ToTable()));
        Assert.Equal("the header has 3 names, the rows have 5 values",
            Assert.Throws<FileReadException>(() => Read.Csv(Write("w.csv", "a,b,c\n1,2,3,4,5\n"))).Message.Split(": ")[1].Split('.')[0]);
        Assert.Equal("(name: string, city: string)", Read.Csv(Write("e.csv", "name,city\n")).Schema.ToString());
    }

    [Fact]
    public void Nulls_in_quotes_are_texts_when_asked()
    {
        var path = Write("x.csv", "a,b\n,\"\"\nNA,\"NA\"\n");

        Assert.Equal([[null, null], [null, null]], Rows(Read.Csv(path, new() { NullTexts = ["", "NA"] }).ToTable()));
        Assert.Equal([[null, ""], [null, "NA"]], Rows(Read.Csv(path, new() { NullTexts = ["", "NA"], QuotedNulls = false }).ToTable()));
    }

    [Fact]
    public void Malformed_rows_are_dropped_or_kept_with_line_and_reason()
    {
        var path = Write("x.csv", "a,b\r\n1,\"p\r\nq\"\r\n2\r\nx,r\r\n3,s,t\r\n4,\"u\"v\r\n5,\"open\r\n6,w\r\n");
        var options = new CsvOptions { Malformed = MalformedRows.Quarantine, Types = Types(("a", DataType.Int64)) };

        var scan = FileScan.Csv(path, options);

        Assert.Equal([[1L, "p\r\nq"], [6L, "w"]], Rows(scan.Rows.ToTable()));
        Assert.Equal(5, scan.MalformedCount);
        Assert.Equal(
            [
                [path, 4L, "2", "it has 1 values, 2 are expected (delimiter ',')"], [path, 5L, "x,r", "column 'a': 'x' is no long"],
                [path, 6L, "3,s,t", "it has 3 values, 2 are expected (delimiter ',')"],
                [path, 7L, "4,\"u\"v", "there is text after a closing quote, or a quote is opened and never closed"],
                [path, 8L, "5,\"open", "a quote is opened and never closed"],
            ],
            Rows(scan.Malformed.ToTable()));
        Assert.Equal([1L, 6L], Rows(scan.Rows.Select("a").ToTable()).Select(row => row[0]));
        Assert.Equal(2, scan.Rows.Count());
        Assert.Equal(4, Assert.Throws<FileReadException>(() => Read.Csv(path, options with { Malformed = MalformedRows.Fail }).ToTable()).Line);
    }

    [Fact]
    public void Files_go_by_their_names_of_columns()
    {
        Write("in/1.csv", "a,b\n1,x\n");
        Write("in/2.csv", "b,a\ny,2\n");
        Write("in/3.csv", "a,b\n3,z\n");

        Assert.Equal([[1L, "x"], [2L, "y"], [3L, "z"]], Rows(Read.Csv(_folder["in"]).ToTable()));

        Write("in/4.csv", "a,c\n4,0.5\n");
        Assert.Contains($"'{_folder["in/4.csv"]}' has no 'b'", Assert.Throws<FileReadException>(() => Read.Csv(_folder["in"])).Message);
        Assert.Equal([4L, null, 0.5], Rows(Read.Csv(_folder["in"], new() { AllowMissingColumns = true }).ToTable())[3]);
    }

    [Fact]
    public void Folders_and_patterns_are_read_in_order()
    {
        foreach (var name in (string[])["d/b/2.csv", "d/a/1.csv", "d/a/b/3.csv", "d/.hidden/x.csv", "d/_tmp.csv"]) Write(name, $"v\n{name.Length}\n");
        Write("d/readme.md", "text");

        Assert.Equal([_folder["d/a/1.csv"], _folder["d/a/b/3.csv"], _folder["d/b/2.csv"]], FileScan.Csv(_folder["d/?/**/*.csv"]).Files.ToArray());
        Assert.Equal([_folder["d/a/1.csv"], _folder["d/b/2.csv"]], FileScan.Csv(_folder["d/?/*.csv"]).Files.ToArray());
        Assert.Equal(3, FileScan.Csv([_folder["d/b/2.csv"], _folder["d/a/*.csv"], _folder["d/a/b"]]).Rows.Count());
        Assert.Contains("several formats", Assert.Throws<FileReadException>(() => Read.Csv(_folder["d"])).Message);
    }

    [Fact]
    public void Folders_of_partitions_are_columns_with_types()
    {
        foreach (var (folder, value) in ((string, int)[])[("year=2024/city=New%20York", 1), ("year=2023/city=__HIVE_DEFAULT_PARTITION__", 2),
            ("year=__HIVE_DEFAULT_PARTITION__/city=Oslo", 3)])
            Write($"p/{folder}/x.csv", $"v,w\n{value},a\n");

        var rows = Read.Csv(_folder["p"]);

        Assert.Equal("(v: long, w: string, year: long, city: string)", rows.Schema.ToString());
        Assert.Equal([[2L, "a", 2023L, null], [1L, "a", 2024L, "New York"], [3L, "a", null, "Oslo"]], Rows(rows.ToTable()));
        Assert.Equal([[1L, "New York"]], Rows(rows.Where(Functions.Col("year").EqualTo(2024)).Select("v", "city").ToTable()));
        Assert.Equal(DataType.Int32, Read.Csv(_folder["p"], new() { Types = Types(("year", DataType.Int32)) }).Schema["year"].Type);
        Write("p/year=2022/x.csv", "v,w\n1,a\n");
        Assert.Contains("its folders name the columns", Assert.Throws<FileReadException>(() => Read.Csv(_folder["p"])).Message);
    }

    [Fact]
    public void Malformed_rows_of_partitions_keep_their_partition()
    {
        Write("p/k=1/x.csv", "v\n1\nbad\n");
        Write("p/k=2/x.csv", "v\n2\n");

        var scan = FileScan.Csv(_folder["p"], new() { Malformed = MalformedRows.Drop, Types = Types(("v", DataType.Int64)) });

        Assert.Equal([[1L, 1L], [2L, 2L]], Rows(scan.Rows.ToTable()));
        Assert.Equal((1, 3L), (scan.MalformedCount, (long)scan.Malformed.ToTable()["line"].Value(0)!));
    }

    [Fact]
    public void Only_the_columns_asked_for_are_read()
    {
        var rows = Read.Csv(Write("x.csv", "a,b\n1,x\n2,y\n")).Select("a");

        Assert.Contains("Projections: panta0", rows.Explain().Replace("\n", "").Replace("│", "").Replace(" ", "")
            .Replace("Projections:panta0", "Projections: panta0"));
    }

    [Fact]
    public void Options_that_contradict_are_refused()
    {
        var path = Write("x.csv", "a,b\n1,2\n");

        foreach (var (options, word) in ((CsvOptions, string)[])
            [
                (new() { Delimiter = '"' }, "is the quote"), (new() { Delimiter = '§' }, "ASCII"), (new() { DecimalSeparator = ';' }, "a point or a comma"),
                (new() { Thousands = '.' }, "thousands"), (new() { SkipLines = -1 }, "SkipLines"), (new() { DateFormat = "%Q" }, "'%Q'"),
                    (new() { MaxRowBytes = 3 }, "MaxRowBytes"),
            ])
            Assert.Contains(word, Assert.ThrowsAny<ArgumentException>(() => Read.Csv(path, options)).Message);
    }

    static ImmutableSortedDictionary<string, DataType> Types(params (string Name, DataType Type)[] types) =>
        types.ToImmutableSortedDictionary(type => type.Name, type => type.Type);

    static object?[][] Rows(Table table) => [.. Enumerable.Range(0, table.RowCount).Select(row => table.Columns.Select(column => column.Value(row)).ToArray())];

    string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
