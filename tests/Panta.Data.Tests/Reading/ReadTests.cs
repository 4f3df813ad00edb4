using System.Collections.Immutable;
using System.IO.Compression;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Tests;

namespace Panta.Data.Tests.Reading;

public sealed class ReadTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Types_of_a_CSV_file_are_found_out()
    {
        var path = Write("x.csv", "i,x,t,d,at,flag\n1,0.5,a,2024-02-29,2024-02-29 12:00:00,true\n,,,,,\n3,nan,\"c, d\",2024-03-01,2024-03-01 00:00:00.5,false\n");

        var table = Read.File(path).ToTable();

        Assert.Equal("(i: long, x: double, t: string, d: date, at: timestamp_ntz, flag: boolean)", table.Schema.ToString());
        Assert.Equal([3L, double.NaN, "c, d", new DateOnly(2024, 3, 1), new DateTime(2024, 3, 1).AddSeconds(0.5), false], table.Columns.Select(column => column.Value(2)));
        Assert.All(table.Columns, column => Assert.Null(column.Value(1)));
    }

    [Fact]
    public void Options_say_delimiter_header_types_nulls_and_zone()
    {
        var path = Write("x.data", "1;29.02.2024 12:30;NA\n2;01.03.2024 00:00;x\n");

        var table = Read.Csv(path, new()
        {
            Header = false,
            Delimiter = ';',
            NullTexts = ["NA", ""],
            TimestampFormat = "%d.%m.%Y %H:%M",
            TimestampsAreUtc = true,
            Types = ImmutableSortedDictionary<string, DataType>.Empty.Add("column0", DataType.Int16),
        }).ToTable();

        Assert.Equal("(column0: short, column1: timestamp, column2: string)", table.Schema.ToString());
        Assert.Equal([(short)1, new DateTimeOffset(2024, 2, 29, 12, 30, 0, TimeSpan.Zero), null], table.Columns.Select(column => column.Value(0)));
    }

    [Fact]
    public void JSON_lines_and_arrays_are_read_with_nested_objects()
    {
        var lines = Write("x.jsonl", """
            {"a": 1, "s": {"b": "x", "c": [1.5, 2]}}
            {"a": null, "s": {"b": "y", "c": [3, 4.5]}}
            """);
        var array = Write("x.json", """[{"a": 1}, {"a": 2}]""");

        var table = Read.File(lines).ToTable();

        Assert.Equal("(a: long, s: struct<b:string,c:array<double>>)", table.Schema.ToString());
        Assert.Equal("(a: long, s.b: string, s.c: array<double>)", table.Flatten().Schema.ToString());
        Assert.Equal([new object?[] { 1.5, 2.0 }, new object?[] { 3.0, 4.5 }], Columns.Values(table.Flatten()["s.c"]));
        Assert.Equal("(a: short)", Read.Json(array, new() { Types = ImmutableSortedDictionary<string, DataType>.Empty.Add("a", DataType.Int16) }).Schema.ToString());
    }

    [Fact]
    public void Compressed_files_and_several_files_are_read()
    {
        Write("part-1.csv", "a\n1\n");
        Write("part-2.csv", "a\n2\n");
        using (var gzip = new GZipStream(File.Create(_folder["z.csv.gz"]), CompressionLevel.Fastest)) gzip.Write("a\n3\n"u8);

        Assert.Equal([1L, 2L], ((Column<long>)Read.File(_folder["part-*.csv"]).ToTable()["a"]).Values.ToArray());
        Assert.Equal(3L, Read.File(_folder["z.csv.gz"]).ToTable()["a"].Value(0));
    }

    [Fact]
    public void Brackets_stars_and_quotes_in_a_name_are_only_characters()
    {
        foreach (var name in (string[])["a[1].csv", "b*?.csv", "it's.csv"]) Assert.Equal(1, Read.File(Write(name, "a\n1\n")).ToTable().RowCount);
    }

    [Fact]
    public void A_malformed_row_is_named_by_line_and_text()
    {
        var rows = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},{i}\n"));
        var path = Write("x.csv", $"a,b\n{rows}30000,many\n");

        var error = Assert.Throws<FileReadException>(() => Read.File(path).ToTable());

        Assert.Equal(30_002, error.Line);
        Assert.Equal($"File '{path}' cannot be read at line 30002: column 'b': 'many' is no long. The line: 30000,many", error.Message);
    }

    [Fact]
    public void A_row_with_too_many_values_is_named()
    {
        var path = Write("x.csv", "a,b\n1,2\n3,4\n5,6,7\n");

        var error = Assert.Throws<FileReadException>(() => Read.Csv(path, new() { Header = true, Delimiter = ',', Types = Types(("a", DataType.Int32), ("b", DataType.Int32)) }).ToTable());

        Assert.Equal(4, error.Line);
        Assert.EndsWith("it has 3 values, 2 are expected (delimiter ','). The line: 5,6,7", error.Message);
        Assert.Equal(4, Assert.Throws<FileReadException>(() => Read.File(path).ToTable()).Line);
    }

    [Fact]
    public void Missing_empty_and_unknown_files_are_said()
    {
        Assert.Equal(_folder["no.csv"], Assert.Throws<FileNotFoundException>(() => Read.File(_folder["no.csv"]).ToTable()).FileName);
        Assert.Contains("it is empty (0 bytes)", Assert.Throws<FileReadException>(() => Read.File(Write("empty.csv", "")).ToTable()).Message);
        Assert.Contains("'.xlsx' is not known", Assert.Throws<FileReadException>(() => Read.File(Write("x.xlsx", "x")).ToTable()).Message);
        Assert.Contains("x.parquet", Assert.Throws<FileReadException>(() => Read.File(Write("x.parquet", "this is not Parquet at all")).ToTable()).Message);
        Assert.Contains("broken.jsonl", Assert.Throws<FileReadException>(() => Read.File(Write("broken.jsonl", "{\"a\": 1}\n{\"a\": }\n")).ToTable()).Message);
        Assert.Contains("it is a folder of several formats", Assert.Throws<FileReadException>(() => Read.File(_folder.Path)).Message);
        Assert.Contains("no file fits", Assert.Throws<FileNotFoundException>(() => Read.File(_folder["*.csv.zst"])).Message);
    }

    [Fact]
    public void A_scan_reads_the_same_rows_at_each_pass_in_batches()
    {
        var path = Write("x.csv", "at,i\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"2024-01-01 00:00:00,{i}\n")));

        var frame = Read.Csv(path, new() { TimestampsAreUtc = true });

        Assert.Equal("(at: timestamp, i: long)", frame.Schema.ToString());
        for (var pass = 0; pass < 2; pass++)
        {
            var batches = frame.Batches().ToList();
            Assert.InRange(batches.Count, 2, 4);
            Assert.Equal(100_000, batches.Sum(batch => batch.RowCount));
            Assert.Equal(Enumerable.Range(0, 100_000).Sum(i => (double)i), batches.Sum(batch => batch.Numbers("i").ToArray().Sum()));
        }
    }

    [Fact]
    public void A_scan_says_its_columns_before_a_row_and_its_errors_during_the_pass()
    {
        var path = Write("x.csv", "a\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i}\n")) + "oops\n");

        var frame = Read.Csv(path);

        Assert.Equal("(a: long)", frame.Schema.ToString());
        Assert.Equal(path, Assert.Throws<FileReadException>(() => frame.ToTable()).Path);
    }

    [SharedFact("data/bike_sharing/hour.csv")]
    public void The_bike_sharing_data_have_their_published_rows_and_sums()
    {
        var table = Read.File(Shared.Path("data/bike_sharing/hour.csv")).ToTable();

        Assert.Equal(17_379, table.RowCount);
        Assert.Equal(DataType.Date, table.Schema["dteday"].Type);
        Assert.Equal(3_292_679, table.Numbers("cnt").ToArray().Sum());
    }

    [Fact]
    public void Inference_finds_nullability_and_nominal_texts()
    {
        var table = Table.Of(
            ("x", new Column<int>(DataType.Int32, new[] { 1, 2, 3, 4 })),
            ("few", TextColumn.Of(["b", null, "a", "b", "a"]).Slice(0, 4)),
            ("many", TextColumn.Of(["a", "b", "c", "d"])));

        var schema = SchemaInference.Infer(table.Slice(0, 4));

        Assert.Equal([false, true, false], schema.Fields.Select(field => field.Nullable));
        Assert.Null(schema["many"].Nominal);
        Assert.Null(schema["few"].Nominal);
        Assert.Equal(["a", "b"], SchemaInference.Infer(Table.Of(("few", TextColumn.Of(["b", "a", "b", "a"]))))["few"].Nominal!.Value.ToArray());
        Assert.Null(SchemaInference.Infer(Table.Of(("few", TextColumn.Of(["b", "a", "b", "a"]))), maxNominal: 1)["few"].Nominal);
    }

    static ImmutableSortedDictionary<string, DataType> Types(params (string Name, DataType Type)[] types) => types.ToImmutableSortedDictionary(type => type.Name, type => type.Type);

    string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
