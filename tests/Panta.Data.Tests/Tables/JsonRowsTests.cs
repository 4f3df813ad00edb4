using System.Text;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Tables;

public sealed class JsonRowsTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("(-128)::TINYINT", "-128")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("3.4028234663852886e38::FLOAT", "3.4028234663852886E+38")]
    [InlineData("0.1::DOUBLE", "0.1")]
    [InlineData("1::DOUBLE", "1.0")]
    [InlineData("-0.0::DOUBLE", "-0.0")]
    [InlineData("'nan'::DOUBLE", "\"NaN\"")]
    [InlineData("'-inf'::FLOAT", "\"-Infinity\"")]
    [InlineData("-0.01::DECIMAL(9,2)", "{\"decimal\":\"-0.01\"}")]
    [InlineData("(-99999999999999999999999999999999999999)::DECIMAL(38,0)", "{\"decimal\":\"-99999999999999999999999999999999999999\"}")]
    [InlineData("'\\x00\\xFF'::BLOB", "{\"hex\":\"00ff\"}")]
    [InlineData("'ünï✓\"'", "\"ünï✓\\\"\"")]
    [InlineData("DATE '0001-01-01'", "\"0001-01-01\"")]
    [InlineData("TIMESTAMPTZ '1969-12-31 23:59:59.999999+00'", "\"1969-12-31T23:59:59.999999+00:00\"")]
    [InlineData("TIMESTAMPTZ '2024-02-29 12:00:00+02'", "\"2024-02-29T10:00:00+00:00\"")]
    [InlineData("TIMESTAMP '2024-03-31 02:30:00.5'", "\"2024-03-31T02:30:00.500000\"")]
    [InlineData("[1.5, NULL]::DOUBLE[2]", "[1.5,\"NaN\"]")]
    [InlineData("[[1], [], NULL]", "[[1],[],null]")]
    [InlineData("MAP {'k': [1.0::DOUBLE], 'n': NULL}", "[[\"k\",[1.0]],[\"n\",null]]")]
    [InlineData("{'a': 1, 'b.c': NULL, 'in': {'z': 0.5::DOUBLE}}", "{\"a\":1,\"b.c\":null,\"in\":{\"z\":0.5}}")]
    [InlineData("NULL::STRUCT(a INT)", "null")]
    public void Each_type_is_written_without_loss(string literal, string json)
    {
        using var db = DuckDb.Open(new() { Threads = 1 });

        Assert.Equal($"{{\"x\":{json}}}\n", Lines(db.Query($"SELECT {literal} AS x")));
    }

    [Fact]
    public void A_row_is_a_line_and_a_slice_writes_its_own_rows()
    {
        var numbers = Columns.Of(DataType.Array(DataType.Int32), new object?[] { 1 }, null, new object?[] { 2, 3 });

        var lines = Lines(Table.Of(("a", numbers), ("b", Columns.Texts("x", "y", null))).Slice(1, 2));

        Assert.Equal("{\"a\":null,\"b\":\"y\"}\n{\"a\":[2,3],\"b\":null}\n", lines);
    }

    [Fact]
    public void Many_rows_are_written_whole()
    {
        var table = Table.Of(("i", new Column<int>(DataType.Int32, Enumerable.Range(0, 50_000).ToArray())));

        Assert.Equal(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{{\"i\":{i}}}\n")), Lines(table));
    }

    static string Lines(Table table)
    {
        using var stream = new MemoryStream();
        JsonRows.WriteLines(table, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
