using Panta.Data.Tables;

namespace Panta.Data.Tests;

/// <summary>Compares tables by names, types, nulls and the bits of their values.</summary>
static class TableAssert
{
    public static void Equal(Table expected, Table actual)
    {
        Assert.Equal(expected.Schema.Names, actual.Schema.Names);
        Assert.Equal(expected.RowCount, actual.RowCount);
        foreach (var name in expected.Schema.Names)
        {
            Assert.Equal(expected.Schema[name].Type, actual.Schema[name].Type);
            for (var row = 0; row < expected.RowCount; row++)
                Assert.True(Bits(expected[name].Value(row)).Equals(Bits(actual[name].Value(row)), StringComparison.Ordinal), $"{name}, row {row}: {expected[name].Value(row)} ≠ {actual[name].Value(row)}");
        }
    }

    static string Bits(object? value) => value switch
    {
        null => "null",
        double number => BitConverter.DoubleToInt64Bits(number).ToString("x"),
        float number => BitConverter.SingleToInt32Bits(number).ToString("x"),
        byte[] bytes => Convert.ToHexString(bytes),
        double[] vector => string.Join(' ', vector.Select(slot => Bits(slot))),
        DateTimeOffset instant => instant.UtcTicks.ToString(),
        DateTime local => local.Ticks.ToString(),
        _ => value.ToString()!,
    };
}
