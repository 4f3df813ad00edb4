using System.Globalization;
using System.Runtime.InteropServices;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Learning.Features;

/// <summary>Numbers as the text by which Spark names categories (its cast to string): <c>1</c>, <c>2.5</c>, <c>1.0E10</c>.</summary>
static class CategoryText
{
    /// <summary>A text or numeric column as text; NaN is null, for it is no category.</summary>
    public static TextColumn Of(Column column) => column switch
    {
        TextColumn text => text,
        Column<double> numbers =>
            Distinct(numbers, BitConverter.DoubleToInt64Bits,
                value => double.IsNaN(value) ? null : Text(value, value.ToString("R", CultureInfo.InvariantCulture))),
        Column<float> numbers =>
            Distinct(numbers, value => BitConverter.SingleToInt32Bits(value),
                value => float.IsNaN(value) ? null : Text(value, value.ToString("R", CultureInfo.InvariantCulture))),
        Column<long> numbers => Distinct(numbers, value => value, value => value.ToString(CultureInfo.InvariantCulture)),
        Column<int> numbers => Distinct(numbers, value => value, value => value.ToString(CultureInfo.InvariantCulture)),
        Column<short> numbers => Distinct(numbers, value => value, value => value.ToString(CultureInfo.InvariantCulture)),
        Column<sbyte> numbers => Distinct(numbers, value => value, value => value.ToString(CultureInfo.InvariantCulture)),
        Column<Int128> { Type.Kind: TypeKind.Decimal } =>
            TextColumn.Of([.. Enumerable.Range(0, column.Length).Select(row => Convert.ToString(column.Value(row), CultureInfo.InvariantCulture))]),
        _ => throw new InvalidOperationException($"A column of {column.Type} has no categories."),
    };

    static TextColumn Distinct<T>(Column<T> numbers, Func<T, long> key, Func<T, string?> text)
        where T : unmanaged
    {
        var (codes, seen, texts) = (new int[numbers.Length], new Dictionary<long, int>(), new List<string>());
        var values = numbers.Span;
        for (var row = 0; row < codes.Length; row++)
        {
            if (numbers.IsNull(row)) continue;

            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, key(values[row]), out var known);
            if (!known)
            {
                var name = text(values[row]);
                code = name is null ? -1 : texts.Count;
                if (name is not null) texts.Add(name);
            }

            codes[row] = code;
        }

        var validity = Validity.Of(codes.Length, row => !numbers.IsNull(row) && codes[row] >= 0);
        foreach (ref var code in codes.AsSpan()) code = Math.Max(code, 0);
        return new(codes, [.. texts], validity);
    }

    // Java's Double.toString: plain from 1e-3 to 1e7, else one digit before the point and an exponent.
    static string Text(double value, string shortest)
    {
        if (double.IsInfinity(value)) return value > 0 ? "Infinity" : "-Infinity";
        if (value == 0) return double.IsNegative(value) ? "-0.0" : "0.0";

        var sign = value < 0 ? "-" : "";
        var (digits, exponent) = Digits(shortest.TrimStart('-'));
        if (exponent is < -3 or >= 7) return $"{sign}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent}";
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";

        var whole = digits.PadRight(exponent + 1, '0');
        return $"{sign}{whole[..(exponent + 1)]}.{(whole.Length > exponent + 1 ? whole[(exponent + 1)..] : "0")}";
    }

    // Significant digits d₀d₁… and the exponent e of d₀.d₁… × 10ᵉ.
    static (string Digits, int Exponent) Digits(string shortest)
    {
        var parts = shortest.Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var before = point < 0 ? parts[0].Length : point;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        var exponent = before - 1 - leading + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return (all.Trim('0') is { Length: > 0 } digits ? digits : "0", exponent);
    }
}
