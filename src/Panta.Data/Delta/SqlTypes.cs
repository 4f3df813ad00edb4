using System.Globalization;
using System.Text.RegularExpressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>How types of the log widen, and the values that the log keeps of partition columns.</summary>
static partial class SqlTypes
{
    /// <summary>Whether every value of one type is a value of the other.</summary>
    public static bool Holds(DataType wide, DataType narrow)
    {
        if (wide == narrow) return true;
        if (wide.IsInteger && narrow.IsInteger) return wide.Kind > narrow.Kind;
        if (wide.Kind == TypeKind.Float64) return narrow.Kind is TypeKind.Float32 or TypeKind.Int8 or TypeKind.Int16 or TypeKind.Int32;
        if (wide.Kind == TypeKind.Float32) return narrow.Kind is TypeKind.Int8 or TypeKind.Int16;
        return wide.Kind == TypeKind.Decimal && narrow.Kind == TypeKind.Decimal && wide.Scale >= narrow.Scale && wide.Precision - wide.Scale >= narrow.Precision - narrow.Scale;
    }

    /// <summary>A partition value of the log in SQL; empty text is null, as Delta has it.</summary>
    public static string Partition(string table, Field column, string? text)
    {
        if (column.Type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Struct or TypeKind.Vector)
            throw new DeltaException(table, $"partition column '{column.Name}' has the type {column.Type}, which no partition can have.");

        var type = NativeText.OfType(column.Type);
        if (string.IsNullOrEmpty(text)) return $"CAST(NULL AS {type})";
        if (!IsValue(column.Type, text)) throw new DeltaException(table, $"partition column '{column.Name}' has the text '{text}', which is no {column.Type}.");

        return column.Type.Kind == TypeKind.Binary
            ? $"from_hex('{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text))}')"
            : $"CAST({DuckDb.Literal(text)} AS {type})";
    }

    static bool IsValue(DataType type, string text) => type.Kind switch
    {
        TypeKind.Decimal => DecimalText().IsMatch(text),
        TypeKind.Float32 or TypeKind.Float64 => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        TypeKind.Bool => bool.TryParse(text, out _),
        TypeKind.Date => DateOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
        TypeKind.Timestamp or TypeKind.TimestampNtz => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        _ when type.IsInteger => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    [GeneratedRegex(@"^-?\d+(\.\d+)?$")]
    private static partial Regex DecimalText();
}
