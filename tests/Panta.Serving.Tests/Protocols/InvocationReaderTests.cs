using System.Buffers;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Serving.Protocols;

namespace Panta.Serving.Tests.Protocols;

public sealed class InvocationReaderTests
{
    static readonly Schema Model = new(
        new Field("temp", DataType.Float64) { Nullable = false }, new Field("hour", DataType.Int32) { Nullable = false }, new Field("note", DataType.String));

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["hour", "temp"], "data": [[7, 0.5], [8, 1.5]]}}""")]
    [InlineData("""{"dataframe_split": {"data": [[7, 0.5, "x"], [8, 1.5, {"deep": [1]}]], "columns": ["hour", "temp", "else"], "index": [3, 4]}}""")]
    [InlineData("""{"dataframe_records": [{"hour": 7, "temp": 0.5}, {"temp": 1.5, "hour": 8, "else": [1, [2]]}]}""")]
    [InlineData("""{"inputs": {"hour": [7, 8], "temp": [0.5, 1.5]}}""")]
    [InlineData("""{"instances": [{"temp": 0.5, "hour": 7}, {"hour": 8, "temp": 1.5}]}""")]
    [InlineData("""{"instances": {"hour": [7, 8], "temp": [0.5, 1.5]}, "signature_name": "x", "params": {"a": 1}}""")]
    public void All_forms_give_the_same_table(string body)
    {
        var table = Read(body);

        Assert.Equal(["temp", "hour"], table.Schema.Names);
        Assert.Equal([0.5, 1.5], table.Numbers("temp").ToArray());
        Assert.Equal([7, 8], ((Column<int>)table["hour"]).Span.ToArray());
    }

    [Fact]
    public void A_column_that_first_comes_in_a_later_row_is_null_before()
    {
        var table = Read("""{"dataframe_records": [{"temp": 1, "hour": 1}, {"temp": 2, "hour": 2, "note": "\u00fc"}, {"temp": 3, "hour": 3}]}""");

        Assert.Equal([null, "ü", null], Enumerable.Range(0, 3).Select(row => ((TextColumn)table["note"])[row]));
    }

    [Fact]
    public void Pythons_tokens_for_missing_and_infinite_numbers_are_read_but_not_inside_text()
    {
        var table = Read("""{"dataframe_records": [{"temp": NaN, "hour": 1, "note": "NaN \" Infinity"}, {"temp": -Infinity, "hour": 1, "note": ""}]}""");

        Assert.Equal([double.NaN, double.NegativeInfinity], table.Numbers("temp").ToArray());
        Assert.Equal("NaN \" Infinity", ((TextColumn)table["note"])[0]);
    }

    [Fact]
    public void Extras_are_kept_beside_the_models_columns()
    {
        var extras = new Schema(new Field("at", DataType.Timestamp), new Field("id", DataType.String));

        var table = InvocationReader.Read("""{"dataframe_records": [{"temp": 1, "hour": 1, "id": 17, "at": "2011-01-01T05:00:00"}]}"""u8, Model, extras);

        Assert.Equal("17", ((TextColumn)table["id"])[0]);
        Assert.Equal(new DateTimeOffset(2011, 1, 1, 5, 0, 0, TimeSpan.Zero), table["at"].Value(0));
    }

    [Theory]
    [InlineData("""{"dataframe_records": [{"temp": 1, "hour": 1}, {"temp": "warm", "hour": 2}]}""", "temp", 1L,
        "Failed to convert column 'temp' to type 'double' at row 1: 'warm' is no number.")]
    [InlineData("""{"inputs": {"temp": [1], "hour": [null]}}""", "hour", 0L,
        "Failed to convert column 'hour' to type 'integer' at row 0: null is no whole number, and the column is required.")]
    [InlineData("""{"dataframe_records": [{"temp": [1], "hour": 1}]}""", "temp", 0L,
        "Failed to convert column 'temp' to type 'double' at row 0: a list is no single value.")]
    [InlineData("""{"dataframe_split": {"columns": ["temp"], "data": [[1]]}}""", null, null, "Model is missing inputs ['hour'].")]
    [InlineData("""{"dataframe_records": [{"Temp": 1, "hour": 1}]}""", null, null,
        "Model is missing inputs ['temp']. Note that there were extra inputs: ['Temp'].")]
    [InlineData("""{"inputs": {"temp": [1, 2], "hour": [1]}}""", null, null, "The length of values for each input/column name are not the same.")]
    [InlineData("""{"dataframe_split": {"columns": ["temp", "hour"], "data": [[1, 2], [1]]}}""", null, null, "2 columns passed, row 1 had 1 values.")]
    [InlineData("""{"inputs": [[1, 2]]}""", null, null, "a bare list has no names")]
    [InlineData("""{"dataframe_records": [{"temp": 1, "hour": 1}]} x""", null, null, "Ensure that input is a valid JSON formatted string.")]
    [InlineData("""{"dataframe_records": [{"temp": 1, "hour": 1}]""", null, null, "Ensure that input is a valid JSON formatted string.")]
    public void An_error_names_the_column_the_row_and_the_value(string body, string? column, long? row, string message)
    {
        var error = Assert.Throws<InvocationException>(() => Read(body));

        Assert.Equal((column, row), (error.Column, error.Row));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_casts_lose_nothing()
    {
        foreach (var value in new[] { "2.5", "true", "3000000000", "1e19" })
        {
            var body = $$"""{"dataframe_records": [{"temp": 1, "hour": {{value}}}]}""";
            Assert.Throws<InvocationException>(() => InvocationReader.Read(Encoding.UTF8.GetBytes(body), Model, options: new() { Strict = true }));
        }
        Assert.Throws<InvocationException>(() => InvocationReader.Read("""{"inputs": {"temp": true, "hour": 1}}"""u8, Model, options: new() { Strict = true }));
    }

    [Fact]
    public void Rows_and_bytes_are_bounded()
    {
        var body = """{"inputs": {"temp": [1, 2, 3], "hour": [1, 2, 3]}}""";

        Assert.Contains("more than 2 rows", Assert.Throws<InvocationException>(() => Read(body, new() { MaxRows = 2 })).Message, StringComparison.Ordinal);
        Assert.Contains("at most 10 are taken", Assert.Throws<InvocationException>(() => Read(body, new() { MaxBytes = 10 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_not_a_crash()
    {
        var body = """{"x": """ + new string('[', 5000) + new string(']', 5000) + """, "inputs": {"temp": [1], "hour": [1]}}""";

        Assert.Throws<InvocationException>(() => Read(body));
    }

    [Fact]
    public void Random_bytes_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(5);
        var start = Encoding.UTF8.GetBytes("""{"dataframe_split": {"columns": ["hour", "temp"], "data": [[7, 0.5], [8, "1.5"]]}}""");
        for (var trial = 0; trial < 3000; trial++)
        {
            var body = (byte[])start.Clone();
            for (var change = random.Next(1, 4); change > 0; change--) body[random.Next(body.Length)] = (byte)random.Next(256);

            var error = Record.Exception(() => InvocationReader.Read(body, Model));
            Assert.True(error is null or InvocationException, $"trial {trial}: {Encoding.UTF8.GetString(body)}: {error}");
        }
    }

    [Fact]
    public void Csv_and_parquet_give_the_same_table_as_json()
    {
        var csv = FrameReader.Read("temp,hour,else\n0.5,7,x\n1.5,8,\"y, z\"\n"u8, MediaType.Csv, Model);

        Assert.Equal(["temp", "hour"], csv.Schema.Names);
        Assert.Equal([0.5, 1.5], csv.Numbers("temp").ToArray());
        Assert.Throws<InvocationException>(() => FrameReader.Read("temp,hour\n1,2.5\n"u8, MediaType.Csv, Model));
        Assert.Throws<InvocationException>(() => FrameReader.Read("PAR1 no parquet"u8, MediaType.Parquet, Model));
    }

    [Fact]
    public void Written_doubles_read_back_to_the_same_bits()
    {
        double[] numbers = [0.1, 1.0 / 3, -0.0, 5e-324, double.MaxValue, 123456789.123456789, double.NaN, double.PositiveInfinity];
        var output = new ArrayBufferWriter<byte>();

        PredictionWriter.Write(output, Table.Of(("prediction", new Column<double>(DataType.Float64, numbers))));

        var read = System.Text.Json.JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("predictions").EnumerateArray().ToList();
        Assert.Equal(numbers[..6].Select(BitConverter.DoubleToInt64Bits), read[..6].Select(value => BitConverter.DoubleToInt64Bits(value.GetDouble())));
        Assert.All(read[6..], value => Assert.Equal(System.Text.Json.JsonValueKind.Null, value.ValueKind));
    }

    [Fact]
    public void Several_output_columns_are_written_as_records()
    {
        var output = new ArrayBufferWriter<byte>();
        var table = Table.Of(("prediction", new Column<double>(DataType.Float64, new double[] { 1, 0 })),
            ("probability", VectorColumn.Dense(2, new[] { 0.25, 0.75, 0.5, 0.5 })));

        PredictionWriter.Write(output, table);

        Assert.Equal("""{"predictions":[{"prediction":1,"probability":[0.25,0.75]},{"prediction":0,"probability":[0.5,0.5]}]}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    static Table Read(string body, InvocationOptions? options = null) => InvocationReader.Read(Encoding.UTF8.GetBytes(body), Model, options: options);
}
