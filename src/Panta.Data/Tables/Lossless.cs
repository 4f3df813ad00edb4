using System.Globalization;

namespace Panta.Data.Tables;

/// <summary>
/// Conversions between .NET's numbers that lose nothing, but that decimal is rounded to float and float64 to float32. .NET's own would round 2.7 to the integer
/// 3.
/// </summary>
static class Lossless
{
    /// <summary>The value as another type.</summary>
    /// <exception cref="InvalidCastException">The types have nothing in common.</exception>
    /// <exception cref="OverflowException">The value is beyond the type's range, or has digits that it does not hold.</exception>
    /// <exception cref="FormatException">A text is no such value.</exception>
    public static object To(object value, Type type)
    {
        if (type.IsInstanceOfType(value)) return value;

        var converted = Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        return value is string || type == typeof(string) || IsSame(value, converted) ? converted : throw new OverflowException($"{value} does not fit {type.Name}.");
    }

    static bool IsSame(object value, object converted) => (value, converted) switch
    {
        (double from, float to) => double.IsInfinity(from) == float.IsInfinity(to),
        (double or float, double or float) => true,
        (double or float, _) => Convert.ToDouble(converted, CultureInfo.InvariantCulture) == Convert.ToDouble(value, CultureInfo.InvariantCulture),
        (decimal, double or float) => true,
        (_, double or float) => (Int128)Convert.ToDouble(converted, CultureInfo.InvariantCulture) == (Int128)Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        _ => Convert.ToDecimal(value, CultureInfo.InvariantCulture) == Convert.ToDecimal(converted, CultureInfo.InvariantCulture),
    };
}
