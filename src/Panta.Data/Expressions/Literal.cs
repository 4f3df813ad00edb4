using Panta.Data.Schemas;

namespace Panta.Data.Expressions;

/// <summary>A value that is the same in every row.</summary>
/// <param name="Value">Null, or a value as <see cref="Tables.Column.Value"/> gives it for the type.</param>
/// <param name="Type">Its type; null for the null that fits every type.</param>
public sealed record Literal(object? Value, DataType? Type) : Expression
{
    /// <summary>A literal of the value's own type.</summary>
    /// <param name="value">Null, bool, an integer, float, double, decimal, string, byte[], DateOnly, DateTimeOffset, or DateTime (in UTC, or of no kind).</param>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static Literal Of(object? value) => value switch
    {
        null => new(null, null),
        bool => new(value, DataType.Bool),
        sbyte => new(value, DataType.Int8),
        byte b => new((short)b, DataType.Int16),
        short => new(value, DataType.Int16),
        ushort u => new((int)u, DataType.Int32),
        int => new(value, DataType.Int32),
        uint u => new((long)u, DataType.Int64),
        long => new(value, DataType.Int64),
        float => new(value, DataType.Float32),
        double => new(value, DataType.Float64),
        decimal number => new(number, TypeOf(number)),
        string text when text.Contains('\0', StringComparison.Ordinal) => throw new ArgumentException("A text in a formula cannot hold the character NUL."),
        string => new(value, DataType.String),
        byte[] => new(value, DataType.Binary),
        DateOnly => new(value, DataType.Date),
        DateTimeOffset instant => new(instant.ToUniversalTime(), DataType.Timestamp),
        DateTime { Kind: DateTimeKind.Utc } instant => new(new DateTimeOffset(instant), DataType.Timestamp),
        DateTime { Kind: DateTimeKind.Unspecified } => new(value, DataType.TimestampNtz),
        _ => throw new ArgumentException(
            $"{value} ({value.GetType().Name}) is no literal. Allowed: null, bool, integers, float, double, decimal, string, byte[], DateOnly, "
            + "DateTimeOffset, DateTime (UTC or of no kind)."),
    };

    static DataType TypeOf(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var digits = Math.Max(decimal.Truncate(Math.Abs(value)).ToString(System.Globalization.CultureInfo.InvariantCulture).TrimStart('0').Length + value.Scale, 1);
        return DataType.Decimal(Math.Min(digits, 38), value.Scale);
    }
}
