using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests;

/// <summary>Random nested types and rows of them: null and empty at every level.</summary>
static class NestedData
{
    static readonly DataType[] Flat =
    [
        DataType.Bool, DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64, DataType.Float32, DataType.Float64, DataType.Decimal(9, 2),
        DataType.Decimal(38, 10), DataType.String, DataType.Binary, DataType.Date, DataType.Timestamp, DataType.TimestampNtz,
    ];

    public static DataType Type(Random random, int levels) => levels == 0 ? Flat[random.Next(Flat.Length)] : random.Next(4) switch
    {
        0 => DataType.Array(Type(random, levels - 1)),
        1 => DataType.Map(random.Next(2) == 0 ? DataType.String : DataType.Int64, Type(random, levels - 1)),
        2 => DataType.Struct(new([.. Enumerable.Range(0, random.Next(1, 4)).Select(i => new Field($"f {i}", Type(random, levels - 1)))])),
        _ => Flat[random.Next(Flat.Length)],
    };

    public static Table Rows(Random random, Schema schema, int count)
    {
        var columns = schema.Fields.Select(field => Columns.Of(field.Type, [.. Enumerable.Range(0, count).Select(_ => Value(random, field.Type))]));
        return new(schema, [.. columns], count);
    }

    public static void AssertEqual(Table expected, Table actual, int seed)
    {
        Assert.True(expected.RowCount == actual.RowCount, $"seed {seed}: {expected.RowCount} rows, {actual.RowCount} came back");
        Assert.Equal(expected.Schema.Fields.Select(field => field.Type), actual.Schema.Fields.Select(field => field.Type));
        for (var i = 0; i < expected.Columns.Length; i++)
            for (var row = 0; row < expected.RowCount; row++)
            {
                var (value, read) = (Text(expected.Columns[i].Value(row)), Text(actual.Columns[i].Value(row)));
                Assert.True(value == read, $"seed {seed}, column {expected.Schema[i]}, row {row}: {value} ≠ {read}");
            }
    }

    public static object? Value(Random random, DataType type) => random.Next(6) == 0 ? null : type.Kind switch
    {
        TypeKind.Array => Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, type.Element!)).ToArray(),
        TypeKind.Map => Enumerable.Range(0, random.Next(4))
            .Select(i => KeyValuePair.Create<object, object?>(type.Key == DataType.String ? $"key {i}" : (long)i, Value(random, type.Element!))).ToArray(),
        TypeKind.Struct => new OrderedDictionary<string, object?>(type.Fields!.Fields.Select(field => KeyValuePair.Create(field.Name, Value(random, field.Type)))),
        TypeKind.Bool => random.Next(2) == 0,
        TypeKind.Int8 => (sbyte)random.Next(-128, 128),
        TypeKind.Int16 => (short)random.Next(short.MinValue, short.MaxValue),
        TypeKind.Int32 => random.Next(),
        TypeKind.Int64 => random.NextInt64(long.MinValue, long.MaxValue),
        TypeKind.Float32 => random.Next(5) == 0 ? float.NaN : random.NextSingle(),
        TypeKind.Float64 => random.Next(5) == 0 ? double.NegativeInfinity : random.NextDouble(),
        TypeKind.Decimal => random.Next(-999_999_999, 1_000_000_000) / 100m,
        TypeKind.Binary => random.Next(3) == 0 ? Array.Empty<byte>() : new byte[] { (byte)random.Next(256), 0, (byte)random.Next(256) },
        TypeKind.Date => DateOnly.FromDayNumber(random.Next(700_000, 800_000)),
        TypeKind.Timestamp => DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(-1_000_000_000_000, 10_000_000_000_000) * 10),
        TypeKind.TimestampNtz => new DateTime(2000, 1, 1).AddTicks(random.NextInt64(0, 10_000_000_000_000) * 10),
        _ => random.Next(3) switch { 0 => "", 1 => $"t{random.Next(10)}", _ => $"a text longer than twelve bytes, {random.Next(1000)}" },
    };

    static string Text(object? value) => value switch
    {
        null => "null",
        byte[] bytes => $"x'{Convert.ToHexString(bytes)}'",
        object?[] list => $"[{string.Join(", ", list.Select(Text))}]",
        KeyValuePair<object, object?>[] pairs => $"map({string.Join(", ", pairs.Select(pair => $"{Text(pair.Key)}: {Text(pair.Value)}"))})",
        OrderedDictionary<string, object?> fields => $"{{{string.Join(", ", fields.Select(pair => $"{pair.Key}: {Text(pair.Value)}"))}}}",
        string text => $"'{text}'",
        DateTimeOffset instant => instant.UtcTicks.ToString(),
        DateTime local => local.Ticks.ToString(),
        decimal number => (number / 1.000000000000000000000000000000m).ToString(),
        _ => value.ToString()!,
    };
}
