using System.Collections.Immutable;
using System.Text;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Writing;

namespace Panta.Data.Tests.Reading;

public sealed class JsonReadingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n")]
    [InlineData("{\"a\":1,\"b\":\"x\"}\r\n\r\n  {\"a\":2,\"b\":\"y\"}")]
    [InlineData("[{\"a\":1,\"b\":\"x\"},\n {\"a\":2,\"b\":\"y\"}]")]
    [InlineData("\uFEFF[\n{\n\"a\":1,\"b\":\"x\"}\n,{\"b\":\"y\",\"a\":2}\n]\n")]
    [InlineData("{\"a\":1,\"b\":\"x\"} {\"a\":2,\"b\":\"y\"}")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n{\n  \"a\": 2,\n  \"b\": \"y\"\n}\n")]
    public void Objects_come_a_line_each_in_an_array_or_one_behind_the_other(string text)
    {
        Assert.Equal([[1L, "x"], [2L, "y"]], Columns.Rows(Read.Json(Write("x.json", text)).ToTable()));
    }

    [Fact]
    public void Types_are_found_at_any_depth()
    {
        var path = Write("x.jsonl", """
            {"i":1,"x":1,"big":12345678901234567890,"b":true,"d":"2024-02-29","t":"2024-02-29 12:00:00","z":"2024-02-29T12:00:00.5+02:00","s":"a","n":null,"m":1}
            {"i":2,"x":2.5,"big":1,"b":null,"d":"2024-03-01","t":"2024-03-01T00:00","z":"2024-02-29T12:00:00Z","s":"1","o":{"p":[{"q":1},{"r":[]}]},"m":"x"}
            """);

        var scan = FileScan.Json(path);

        Assert.Equal(
            "(i: long, x: double, big: decimal(38,0), b: boolean, d: date, t: timestamp_ntz, z: timestamp, s: string, n: string, m: string, "
            + "o: struct<p:array<struct<q:long,r:array<string>>>>)", scan.Rows.Schema.ToString());
        var row = Columns.Rows(scan.Rows.ToTable())[0];
        Assert.Equal([1L, 1.0, 12345678901234567890m, true, new DateOnly(2024, 2, 29), new DateTime(2024, 2, 29, 12, 0, 0),
            new DateTimeOffset(2024, 2, 29, 10, 0, 0, 500, TimeSpan.Zero), "a", null, "1", null], row);
        Assert.Contains("x: double (2 values, 0 null; not long: line 2 has '2.5')", scan.Inferred.ToString());
        Assert.Contains("m: string (2 values, 0 null; not long: line 2 has 'x')", scan.Inferred.ToString());
    }

    [Fact]
    public void Structs_arrays_and_maps_stay_nested_and_come_back_from_where_they_are_written()
    {
        var path = Write("x.jsonl", "{\"k\":1,\"o\":{\"p\":\"a\",\"l\":[1,null,3]}}\n{\"k\":2,\"o\":null}\n{\"k\":3,\"o\":{\"p\":null,\"l\":[]}}\n");

        var table = Read.Json(path).ToTable();
        ParquetFile.Write(_folder["x.parquet"], table);
        JsonLinesFile.Write(_folder["y.jsonl"], table);

        Assert.Equal("(k: long, o: struct<p:string,l:array<long>>)", table.Schema.ToString());
        Assert.Equal(Columns.Rows(table), Columns.Rows(Read.Parquet(_folder["x.parquet"]).ToTable()));
        Assert.Equal(Columns.Rows(table), Columns.Rows(Read.Json(_folder["y.jsonl"]).ToTable()));
    }

    [Fact]
    public void Numbers_are_those_that_stand_there_or_an_error()
    {
        var path = Write("x.jsonl", "{\"d\":12345678901234567890.55,\"i\":7,\"f\":0.1}\n");

        Assert.Equal([[12345678901234567890.55m, (short)7, 0.1f]], Columns.Rows(Read.Json(path, new()
        {
            Types = Types(("d", DataType.Decimal(22, 2)), ("i", DataType.Int16), ("f", DataType.Float32)),
        }).ToTable()));
        foreach (var (type, value) in ((DataType, string)[])
            [(DataType.Int64, "1.5"), (DataType.Decimal(4, 1), "1.25"), (DataType.Int8, "128"), (DataType.TimestampNtz, "\"2024-01-01T10:00:00+02:00\""),
                (DataType.Bool, "1"), (DataType.Date, "\"2024-01-01 10:00\"")])
        {
            var error = Assert.Throws<FileReadException>(() =>
                Read.Json(Write("y.jsonl", $"{{\"a\":{value}}}\n"), new() { Types = Types(("a", type)) }).ToTable());
            Assert.Contains($"column 'a': {value} is no {type}", error.Message);
        }
    }

    [Fact]
    public void Malformed_lines_are_named_dropped_or_kept()
    {
        var path = Write("x.jsonl",
            "{\"a\":1}\n{\"a\":\n[1]\n5\n{\"a\":\"t\"}\n{\"a\":2,\"a\":3}\n\n{\"a\":4} x\n{\"a\":5,\"b\":1}\n{\"a\":\"\\ud800\"}\n{\"a\":6}");
        var options = new JsonOptions { Malformed = MalformedRows.Quarantine, Types = Types(("a", DataType.Int64)),
            Schema = new(new Field("a", DataType.Int64)) };

        var scan = FileScan.Json(path, options);

        Assert.Equal([[1L], [6L]], Columns.Rows(scan.Rows.ToTable()));
        Assert.Equal(8, scan.MalformedCount);
        var malformed = scan.Malformed.ToTable();
        Assert.Equal([2L, 3L, 4L, 5L, 6L, 8L, 9L, 10L], Columns.Values(malformed["line"]));
        Assert.Equal(
            [
                "it ends within the object", "it is no object", "it is no object", "column 'a': \"t\" is no long", "the field 'a' is there twice",
                "there is something behind the object", "there is a field 'b' that is no column; give its type, a larger SampleRows, or IgnoreUnknownFields",
                "column 'a': \"\\ud800\" is no long",
            ],
            Columns.Values(malformed["reason"]).Select(reason => reason!.ToString()!.Split(": '")[0]).Select((reason, i) => i == 0 ? "it ends within the object"
                : reason));
        Assert.Equal(2, Assert.Throws<FileReadException>(() => Read.Json(path, options with { Malformed = MalformedRows.Fail }).ToTable()).Line);
        Assert.Equal(3, Columns.Rows(Read.Json(path, options with { Malformed = MalformedRows.Drop, IgnoreUnknownFields = true }).ToTable()).Length);
    }

    [Fact]
    public void An_array_ends_with_its_first_broken_element()
    {
        var path = Write("x.json", "[{\"a\":1},\n{\"a\":2},\n{\"a\":}, {\"a\":3}]");

        Assert.Equal(3, Assert.Throws<FileReadException>(() => Read.Json(path).ToTable()).Line);
        Assert.Equal([[1L], [2L]], Columns.Rows(Read.Json(path, new() { Malformed = MalformedRows.Drop }).ToTable()));
        Assert.Contains("the array has no end", Assert.Throws<FileReadException>(() => Read.Json(Write("y.json", "[{\"a\":1}")).ToTable()).Message);
        Assert.Contains("it is no JSON", Assert.Throws<FileReadException>(() => Read.Json(Write("z.json", "[{\"a\":1")).ToTable()).Message);
    }

    [Fact]
    public void Partitions_and_several_files_are_read()
    {
        Write("p/day=2024-01-01/x.jsonl", "{\"a\":1}\n");
        Write("p/day=2024-01-02/x.jsonl", "{\"b\":\"x\"}\n");

        Assert.Equal([[1L, null, new DateOnly(2024, 1, 1)], [null, "x", new DateOnly(2024, 1, 2)]], Columns.Rows(Read.Json(_folder["p"]).ToTable()));
    }

    [Fact]
    public void What_is_hostile_is_refused_in_bounded_memory()
    {
        foreach (var text in (string[])[$"{{\"a\":{new string('[', 1_000_000)}", $"{{\"a\":{new string('[', 1_000_000)}{new string(']', 1_000_000)}}}",
            new string('[', 2_000_000)])
            Assert.Contains("depth", Assert.Throws<FileReadException>(() => Read.Json(Write("deep.json", text)).ToTable()).Message,
                StringComparison.OrdinalIgnoreCase);

        var longest = Write("long.jsonl", $"{{\"a\":1}}\n{{\"a\":\"{new string('x', 5_000_000)}\"}}\n{{\"a\":3}}\n");
        var scan = FileScan.Json(longest, new() { MaxObjectBytes = 100_000, Malformed = MalformedRows.Quarantine });
        Assert.Equal([[1L], [3L]], Columns.Rows(scan.Rows.ToTable()));
        Assert.Equal((2L, 10_000), ((long)scan.Malformed.ToTable()["line"].Value(0)!, ((string)scan.Malformed.ToTable()["text"].Value(0)!).Length));

        File.WriteAllBytes(_folder["latin.jsonl"], Encoding.Latin1.GetBytes("{\"a\":\"ü\"}\n"));
        Assert.Contains("no UTF-8", Assert.Throws<FileReadException>(() => Read.Json(_folder["latin.jsonl"]).ToTable()).Message);
        Assert.Equal([["ü"]], Columns.Rows(Read.Json(_folder["latin.jsonl"], new() { Encoding = "latin1" }).ToTable()));
        Assert.Equal("a\0b", Read.Json(Write("nul.json", "{\"a\":\"a\\u0000b\"}")).ToTable()["a"].Value(0));
        Assert.Contains("no object with a field", Assert.Throws<FileReadException>(() => Read.Json(Write("none.json", "[]"))).Message);
    }

    static ImmutableSortedDictionary<string, DataType> Types(params (string Name, DataType Type)[] types) =>
        types.ToImmutableSortedDictionary(type => type.Name, type => type.Type);

    string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
