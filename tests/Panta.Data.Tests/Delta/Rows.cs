using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Delta;

/// <summary>Rows for the tests of this folder.</summary>
static class Rows
{
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Rows of one day, an hour apart.</summary>
    public static Table At(int day, int count) => Table.Of(
        ("id", TextColumn.Of([.. Enumerable.Range(0, count).Select(i => $"{day}-{i}")])),
        ("event_time", new Column<long>(DataType.Timestamp, Enumerable.Range(0, count).Select(i => Start.AddDays(day).AddHours(i).ToUnixTimeMilliseconds() * 1000).ToArray())),
        ("x", new Column<double>(DataType.Float64, Enumerable.Range(0, count).Select(i => day + i / 24.0).ToArray())));

    /// <summary>Extremes, null and NaN in every flat type that a Delta table of ours holds.</summary>
    public static Table OfEveryType()
    {
        var validity = Validity.Of(4, row => row != 2);
        return Table.Of(
            ("bool", new Column<bool>(DataType.Bool, new[] { true, false, false, true }, validity)),
            ("byte", new Column<sbyte>(DataType.Int8, new[] { sbyte.MinValue, sbyte.MaxValue, (sbyte)0, (sbyte)-1 }, validity)),
            ("short", new Column<short>(DataType.Int16, new[] { short.MinValue, short.MaxValue, (short)0, (short)-1 }, validity)),
            ("int", new Column<int>(DataType.Int32, new[] { int.MinValue, int.MaxValue, 0, -1 }, validity)),
            ("long", new Column<long>(DataType.Int64, new[] { long.MinValue, long.MaxValue, 0, 9007199254740993 }, validity)),
            ("float", new Column<float>(DataType.Float32, new[] { float.NaN, float.Epsilon, 0, float.NegativeInfinity }, validity)),
            ("double", new Column<double>(DataType.Float64, new[] { double.NaN, double.Epsilon, 0, -0.0 }, validity)),
            ("decimal", new Column<Int128>(DataType.Decimal(38, 10), new Int128[] { -1, Int128.Parse("99999999999999999999999999999999999999"), 0, 5 }, validity)),
            ("string", new TextColumn(new[] { 0, 1, 0, 2 }, ["", "ünï✓😀", new string('z', 100)], validity)),
            ("binary", BinaryColumn.Of([[], [0, 255], null, [1]])),
            ("date", new Column<int>(DataType.Date, new[] { -719162, 2932896, 0, -1 }, validity)),
            ("timestamp", new Column<long>(DataType.Timestamp, new[] { -62135596800000000, 253402300799999999, 0, -1 }, validity)),
            ("ntz", new Column<long>(DataType.TimestampNtz, new[] { -1, 1234567890123456, 0, 1 }, validity)),
            ("vector", VectorColumn.Dense(2, new[] { 1, double.NaN, -0.0, 2, 0, 0, 3, 4 }, validity)));
    }
}
