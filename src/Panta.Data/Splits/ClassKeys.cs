using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>The value of a class, so that values of all batches of a column compare.</summary>
/// <param name="Text">Text; null where the value is none.</param>
/// <param name="Number">The bits of a number, a date or a time.</param>
/// <param name="IsNull">Whether the row is null.</param>
readonly record struct ClassKey(string? Text, Int128 Number, bool IsNull);

/// <summary>Reads classes from columns.</summary>
static class ClassKeys
{
    /// <summary>From a row to its class. −0 is 0, and every NaN one class.</summary>
    /// <exception cref="ArgumentException">The column holds values that do not compare.</exception>
    public static Func<int, ClassKey> Of(Column column)
    {
        Func<int, ClassKey> key = column switch
        {
            TextColumn texts => row => new(texts.Dictionary[texts.Codes.Span[row]], 0, false),
            Column<bool> flags => row => new(null, flags.Span[row] ? 1 : 0, false),
            Column<sbyte> values => row => new(null, values.Span[row], false),
            Column<short> values => row => new(null, values.Span[row], false),
            Column<int> values => row => new(null, values.Span[row], false),
            Column<long> values => row => new(null, values.Span[row], false),
            Column<Int128> values => row => new(null, values.Span[row], false),
            Column<float> values => row => OfNumber(values.Span[row]),
            Column<double> values => row => OfNumber(values.Span[row]),
            BinaryColumn values => row => new(Convert.ToHexString(values[row]), 0, false),
            _ => throw new ArgumentException($"A column of {column.Type} has no classes. Allowed: flat types."),
        };
        return row => column.IsNull(row) ? new(null, 0, true) : key(row);
    }

    static ClassKey OfNumber(double value) => new(null, BitConverter.DoubleToInt64Bits(value == 0 ? 0 : double.IsNaN(value) ? double.NaN : value), false);
}
