using System.Globalization;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>Columns as another type, value by value and without loss. Texts are read once for each distinct one.</summary>
static class ColumnCast
{
    const NumberStyles WholeNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    static readonly Int128 LastExactInDouble = 1L << 53;

    /// <summary>The column as a type. Rows whose value does not turn into it are null, and added to <paramref name="failing"/>.</summary>
    public static Column To(DataType type, Column column, ISet<int> failing)
    {
        if (column.Type == type) return column;
        if (type.Kind == TypeKind.Vector && column is ArrayColumn { Elements.Type.IsNumeric: true } arrays) return Vectors(arrays, failing);

        var builder = ColumnBuilder.For(type);
        var byCode = column is TextColumn texts ? Array.ConvertAll([.. texts.Dictionary], text => Converted(text, type)) : null;
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsNull(row))
            {
                builder.Add(null);
                continue;
            }

            var value = byCode is null ? Converted(column.Value(row)!, type) : byCode[((TextColumn)column).Codes.Span[row]];
            if (value is null) failing.Add(row);
            builder.Add(value);
        }

        return builder.Build();
    }

    // Vectors have one size, which the first row tells.
    static Column Vectors(ArrayColumn arrays, ISet<int> failing)
    {
        var size = -1;
        for (var row = 0; row < arrays.Length; row++)
        {
            if (arrays.IsNull(row)) continue;

            var length = arrays.Offsets.Span[row + 1] - arrays.Offsets.Span[row];
            if (size < 0) size = length;
            if (length != size) failing.Add(row);
        }

        return arrays.And(Validity.Of(arrays.Length, row => !failing.Contains(row))).As(DataType.Vector);
    }

    static object? Converted(object value, DataType type) => type.Kind switch
    {
        TypeKind.Bool => ToBool(value),
        TypeKind.Int8 => InRange(value, sbyte.MinValue, sbyte.MaxValue) is { } number ? (sbyte)number : null,
        TypeKind.Int16 => InRange(value, short.MinValue, short.MaxValue) is { } number ? (short)number : null,
        TypeKind.Int32 => InRange(value, int.MinValue, int.MaxValue) is { } number ? (int)number : null,
        TypeKind.Int64 => InRange(value, long.MinValue, long.MaxValue) is { } number ? (long)number : null,
        TypeKind.Float32 => ToDouble(value) is { } number && (double.IsNaN(number) || (float)number == number || value is string) ? (float)number : null,
        TypeKind.Float64 => ToDouble(value),
        TypeKind.Decimal => ToDecimal(value, type),
        TypeKind.Date => ToDate(value),
        TypeKind.Timestamp => ToInstant(value),
        TypeKind.TimestampNtz => ToLocal(value),
        _ => null,
    };

    static object? ToBool(object value) => value switch
    {
        string text => bool.TryParse(text, out var flag) ? flag : null,
        _ => InRange(value, 0, 1) is { } number ? number == 1 : null,
    };

    static Int128? InRange(object value, Int128 min, Int128 max)
    {
        Int128? whole = value switch
        {
            string text => Int128.TryParse(text, WholeNumber, CultureInfo.InvariantCulture, out var number) ? number : null,
            double number => double.IsInteger(number) && Math.Abs(number) < 1e19 ? (Int128)number : null,
            float number => float.IsInteger(number) && Math.Abs(number) < 1e19f ? (Int128)number : null,
            decimal number => decimal.IsInteger(number) ? (Int128)number : null,
            bool or sbyte or short or int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            _ => null,
        };
        return whole >= min && whole <= max ? whole : null;
    }

    static double? ToDouble(object value) => value switch
    {
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        double number => number,
        float number => number,
        decimal number => (double)number,
        bool or sbyte or short or int or long => InRange(value, -LastExactInDouble, LastExactInDouble) is { } whole ? (double)whole : null,
        _ => null,
    };

    static decimal? ToDecimal(object value, DataType type)
    {
        decimal? number = value switch
        {
            string text => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
            decimal given => given,
            sbyte or short or int or long => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
            double or float => ToDouble(value) is { } real && Math.Abs(real) < 1e15 ? (decimal)real : null,
            _ => null,
        };
        return number is { } found && decimal.Round(found, Math.Min(type.Scale, 28)) == found && Math.Abs((double)found) < Math.Pow(10, type.Precision - type.Scale) ? found : null;
    }

    static object? ToDate(object value) => value switch
    {
        string text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date) ? date : null,
        DateTime local when local.TimeOfDay == TimeSpan.Zero => DateOnly.FromDateTime(local),
        _ => null,
    };

    static DateTimeOffset? ToInstant(object value) =>
        value is string text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant : null;

    static object? ToLocal(object value) => value switch
    {
        string text => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local) && local.Kind == DateTimeKind.Unspecified ? local : null,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        _ => null,
    };
}
