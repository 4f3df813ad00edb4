using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Tables;

public sealed class ColumnTests
{
    public static TheoryData<string, object?[]> Samples => new()
    {
        { "boolean", [true, null, false, true] },
        { "byte", [sbyte.MinValue, null, (sbyte)0, sbyte.MaxValue] },
        { "short", [short.MinValue, null, (short)0, short.MaxValue] },
        { "integer", [int.MinValue, null, 0, int.MaxValue] },
        { "long", [long.MinValue, null, 0L, long.MaxValue] },
        { "float", [float.MinValue, null, float.NaN, 1.5f] },
        { "double", [double.MinValue, null, double.NaN, 0.1] },
        { "decimal(10,2)", [-12.34m, null, 0.01m, 99999999.99m] },
        { "string", ["b", null, "", "b"] },
        { "binary", [new byte[] { 1, 2 }, null, Array.Empty<byte>(), new byte[] { 0 }] },
        { "date", [DateOnly.MinValue, null, new DateOnly(1969, 12, 31), DateOnly.MaxValue] },
        { "timestamp", [DateTimeOffset.MinValue, null, DateTimeOffset.UnixEpoch.AddTicks(-10), new DateTimeOffset(2024, 2, 29, 0, 0, 0, TimeSpan.Zero)] },
        { "timestamp_ntz", [DateTime.MinValue, null, new DateTime(1969, 12, 31, 23, 59, 59), new DateTime(2024, 2, 29)] },
        { "vector", [new[] { 1.0, 2.0 }, null, new[] { double.NaN, 0 }, new[] { -1.0, 3 }] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Values_come_back_as_they_went(string type, object?[] values)
    {
        var column = Columns.Of(DataType.Parse(type), values);

        Assert.Equal(values, Columns.Values(column));
        Assert.Equal(1, column.Validity.NullCount());
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Slices_taken_rows_and_joins_hold_the_rows_they_say(string type, object?[] values)
    {
        var column = Columns.Of(DataType.Parse(type), values);

        Assert.Equal(values[1..3], Columns.Values(column.Slice(1, 2)));
        Assert.Equal([values[2]], Columns.Values(column.Slice(1, 3).Slice(1, 1)));
        Assert.Equal([values[3], values[1], values[3]], Columns.Values(column.Take([3, 1, 3])));
        Assert.Equal([values[2], values[1]], Columns.Values(column.Slice(1, 3).Take([1, 0])));
        Assert.Equal([.. values[2..], .. values, .. values[..1]], Columns.Values(Column.Concat([column.Slice(2, 2), column, column.Slice(0, 1)])));
        Assert.Empty(Columns.Values(column.Slice(4, 0)));
    }

    [Fact]
    public void Numbers_of_every_width_are_read_as_float64_with_NaN_for_null()
    {
        foreach (var type in (DataType[])[DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64, DataType.Float32, DataType.Float64, DataType.Decimal(5, 1)])
            Assert.Equal([-3, double.NaN, 5], Numbers(Columns.Of(type, 1, -3, null, 5), 1, 3));
        Assert.Equal([1, 0, double.NaN], Numbers(Columns.Of(DataType.Bool, true, false, null), 0, 3));
        Assert.Equal([0.25], Numbers(Columns.Of(DataType.Decimal(5, 2), 0.25m), 0, 1));
    }

    [Theory]
    [InlineData("string")]
    [InlineData("date")]
    [InlineData("timestamp")]
    public void What_is_no_number_is_refused_as_one(string type)
    {
        var column = Columns.Of(DataType.Parse(type), [null]);

        Assert.Contains($"A column of {type} holds no numbers", Assert.Throws<InvalidOperationException>(() => column.CopyTo(0, new double[1])).Message);
    }

    [Fact]
    public void A_type_kept_otherwise_in_memory_is_refused()
    {
        Assert.Contains("A column of long is not kept as Int32", Assert.Throws<ArgumentException>(() => new Column<int>(DataType.Int64, new int[1])).Message);
        Assert.Contains("2 values, but validity for 3 rows", Assert.Throws<ArgumentException>(() => new Column<int>(DataType.Int32, new int[2], Validity.All(3))).Message);
    }

    [Fact]
    public void Columns_of_two_types_cannot_be_joined()
    {
        var error = Assert.Throws<ArgumentException>(() => Column.Concat([Columns.Ints(1), Columns.Doubles(1)]));

        Assert.StartsWith("A column of double cannot follow one of integer.", error.Message);
    }

    [Fact]
    public void Texts_share_one_dictionary_in_order_of_appearance()
    {
        var joined = (TextColumn)Column.Concat([Columns.Texts("b", null, "a"), Columns.Texts("a", "c", "b")]);

        Assert.Equal(["b", "a", "c"], joined.Dictionary.ToArray());
        Assert.Equal(["b", null, "a", "a", "c", "b"], Columns.Values(joined));
    }

    [Fact]
    public void Decimals_and_times_beyond_those_of_NET_are_texts()
    {
        var large = new Column<Int128>(DataType.Decimal(38, 3), new[] { Int128.Parse("-12345678901234567890123456789012345678") });
        var times = new Column<long>(DataType.Timestamp, new[] { long.MaxValue, -long.MaxValue, long.MaxValue - 1 });

        Assert.Equal("-12345678901234567890123456789012345.678", large.Value(0));
        Assert.Equal(["infinity", "-infinity", "9223372036854775806 microseconds after 1970-01-01"], Columns.Values(times));
        Assert.Equal("infinity", new Column<int>(DataType.Date, new[] { int.MaxValue }).Value(0));
    }

    [Theory]
    [InlineData("integer", 2.5, "2.5 (Double) is no integer.")]
    [InlineData("integer", "x", "x (String) is no integer.")]
    [InlineData("byte", 128, "128 (Int32) is no byte.")]
    [InlineData("long", double.NaN, "NaN (Double) is no long.")]
    [InlineData("double", long.MaxValue, "9223372036854775807 (Int64) is no double.")]
    [InlineData("float", 1e300, "1E+300 (Double) is no float.")]
    [InlineData("string", 1, "1 (Int32) is no string.")]
    [InlineData("binary", 1, "1 (Int32) is no binary.")]
    [InlineData("vector", 1.0, "1 (Double) is no vector.")]
    [InlineData("date", "2024-01-01", "2024-01-01 (String) is no date.")]
    public void A_value_that_would_lose_something_is_refused(string type, object value, string message)
    {
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Columns.Of(DataType.Parse(type), value)).Message);
    }

    [Fact]
    public void Values_that_fit_are_converted()
    {
        Assert.Equal([5, 7, 1], Columns.Values(Columns.Of(DataType.Int32, 5.0, "7", true)));
        Assert.Equal([0.1f, 3f], Columns.Values(Columns.Of(DataType.Float32, 0.1, 3L)));
        Assert.Equal([9007199254740992d, 0.5], Columns.Values(Columns.Of(DataType.Float64, 9007199254740992L, 0.5m)));
    }

    [Fact]
    public void Vectors_of_two_sizes_and_digits_beyond_the_scale_are_refused()
    {
        Assert.Contains("A vector of 1 slots follows one of 2", Assert.Throws<ArgumentException>(() => Columns.Of(DataType.Vector, new double[2], new double[1])).Message);
        Assert.Contains("0.125 has more than 2 digits", Assert.Throws<ArgumentException>(() => Columns.Of(DataType.Decimal(5, 2), 0.125m)).Message);
        Assert.Contains("x (String) is no array<integer>", Assert.Throws<ArgumentException>(() => Columns.Of(DataType.Array(DataType.Int32), "x")).Message);
    }

    static double[] Numbers(Column column, int start, int count)
    {
        var values = new double[count];
        column.CopyTo(start, values);
        return values;
    }
}
