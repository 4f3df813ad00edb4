using System.Globalization;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>DuckDB's values without a column type of ours, as DuckDB writes them.</summary>
static class NativeText
{
    /// <summary>A UUID; DuckDB keeps it with the first bit flipped, so that it sorts as a number.</summary>
    public static string OfUuid(Int128 value) => new Guid(Digits(value ^ Int128.MinValue), bigEndian: true).ToString();

    /// <summary>A time of day in microseconds.</summary>
    public static string OfTime(long microseconds)
    {
        var (seconds, fraction) = Math.DivRem(Math.Abs(microseconds), 1_000_000);
        var text = string.Create(CultureInfo.InvariantCulture, $"{(microseconds < 0 ? "-" : "")}{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return fraction == 0 ? text : $"{text}.{fraction:000000}".TrimEnd('0');
    }

    /// <summary>A span of months, days and microseconds.</summary>
    public static string OfInterval(NativeDuckDb.Interval interval)
    {
        var parts = new List<string>();
        AddPart(parts, interval.Months / 12, "year");
        AddPart(parts, interval.Months % 12, "month");
        AddPart(parts, interval.Days, "day");
        if (interval.Microseconds != 0 || parts.Count == 0) parts.Add(OfTime(interval.Microseconds));
        return string.Join(' ', parts);
    }

    /// <summary>The type in SQL.</summary>
    public static string OfType(DataType type) => type.Kind switch
    {
        TypeKind.Bool => "BOOLEAN",
        TypeKind.Int8 => "TINYINT",
        TypeKind.Int16 => "SMALLINT",
        TypeKind.Int32 => "INTEGER",
        TypeKind.Int64 => "BIGINT",
        TypeKind.Float32 => "FLOAT",
        TypeKind.Float64 => "DOUBLE",
        TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({type.Precision},{type.Scale})"),
        TypeKind.String => "VARCHAR",
        TypeKind.Binary => "BLOB",
        TypeKind.Date => "DATE",
        TypeKind.Timestamp => "TIMESTAMPTZ",
        TypeKind.TimestampNtz => "TIMESTAMP",
        TypeKind.Vector => "DOUBLE[]",
        TypeKind.Array => OfType(type.Element!) + "[]",
        TypeKind.Map => $"MAP({OfType(type.Key!)}, {OfType(type.Element!)})",
        TypeKind.Struct => $"STRUCT({string.Join(", ", type.Fields!.Fields.Select(field => $"{DuckDb.Quote(field.Name)} {OfType(field.Type)}"))})",
        _ => throw new ArgumentException($"{type} is no type of SQL."),
    };

    static void AddPart(List<string> parts, int number, string unit)
    {
        if (number != 0) parts.Add($"{number} {unit}{(number is 1 or -1 ? "" : "s")}");
    }

    static byte[] Digits(Int128 value)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt128BigEndian(bytes, value);
        return bytes;
    }
}
