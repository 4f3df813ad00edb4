using System.Globalization;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Expressions;

/// <summary>Values and types in DuckDB's SQL.</summary>
static class SqlLiteral
{
    /// <summary>A value with its type.</summary>
    public static string Of(Literal literal) => literal.Value switch
    {
        null => literal.Type is { } type ? $"CAST(NULL AS {NativeText.OfType(type)})" : "NULL",
        bool truth => truth ? "true" : "false",
        // The sign binds less than the type, and 2147483648 is no INTEGER.
        int number when number != int.MinValue => string.Create(CultureInfo.InvariantCulture, $"({number}::INTEGER)"),
        sbyte or short or int or long or Int128 => string.Create(CultureInfo.InvariantCulture, $"CAST('{literal.Value}' AS {NativeText.OfType(literal.Type!)})"),
        float number => $"CAST('{Number(number)}' AS FLOAT)",
        double number => $"CAST('{Number(number)}' AS DOUBLE)",
        decimal number => $"CAST('{number.ToString(CultureInfo.InvariantCulture)}' AS {NativeText.OfType(literal.Type!)})",
        string text => DuckDb.Literal(text),
        byte[] bytes => $"from_hex('{Convert.ToHexString(bytes)}')",
        DateOnly day => $"DATE '{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'",
        DateTimeOffset instant => $"TIMESTAMPTZ '{instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'",
        DateTime local => $"TIMESTAMP '{local.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}'",
        var other => throw new ArgumentException($"{other} ({other.GetType().Name}) is no literal."),
    };

    static string Number(double value) => double.IsNaN(value) ? "nan" : double.IsPositiveInfinity(value) ? "inf" : double.IsNegativeInfinity(value) ? "-inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    static string Number(float value) => float.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : Number((double)value);
}
