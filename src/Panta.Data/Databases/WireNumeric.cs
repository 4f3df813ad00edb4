using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Panta.Data.Schemas;

namespace Panta.Data.Databases;

/// <summary>
/// PostgreSQL's numeric in its binary format: counts and signs of 16 bits (digits, weight of the first, sign, digits after the point), then digits of base
/// 10,000. The value is the sum of digit[i] × 10,000^(weight − i).
/// </summary>
static class WireNumeric
{
    /// <summary>The most bytes that <see cref="Write"/> writes.</summary>
    public const int MaxSize = 32;

    const int HeaderSize = 8;
    const int Base = 10_000;
    const int BaseDigits = 4;
    const ushort Negative = 0x4000;
    const ushort NaN = 0xC000;
    const ushort Infinity = 0xD000;
    const ushort MinusInfinity = 0xF000;

    /// <summary>The largest power of ten that a decimal column holds.</summary>
    const int MaxDigits = 38;

    static readonly UInt128[] Powers = MakePowers();

    /// <summary>The number as a whole one of 10^−scale, rounded half away from zero as PostgreSQL rounds.</summary>
    /// <exception cref="FieldException">It is no number, or has more digits than the type.</exception>
    public static Int128 ToUnscaled(ReadOnlySpan<byte> bytes, DataType type)
    {
        var header = Header.Of(bytes);
        if (header.Sign is NaN or Infinity or MinusInfinity) throw new FieldException($"{Text(bytes)}, which no {type} holds");

        UInt128 value = 0;
        var roundUp = false;
        for (var i = 0; i < header.Count; i++)
        {
            uint digit = Digit(bytes, i);
            var exponent = (header.Weight - i) * BaseDigits + type.Scale;
            if (exponent >= 0)
            {
                if (digit == 0) continue;
                // Beyond 34 digits of zeros a group of four no longer fits whole, and its product might not fit 128 bits.
                if (exponent >= MaxDigits || (exponent > MaxDigits - BaseDigits && digit >= Powers[MaxDigits - exponent])) throw TooMany(bytes, type);
                value += digit * Powers[exponent];
                if (value >= Powers[MaxDigits]) throw TooMany(bytes, type);
                continue;
            }

            // The point of the last kept digit lies within or before this group: what follows it decides the rounding by its first digit alone.
            if (exponent <= -BaseDigits)
            {
                if (exponent == -BaseDigits) roundUp = digit >= Base / 2;
                break;
            }

            var (kept, dropped) = Math.DivRem(digit, (uint)Powers[-exponent]);
            value += kept;
            roundUp = dropped * 2 >= (uint)Powers[-exponent];
            break;
        }

        if (roundUp) value++;
        if (value >= Powers[type.Precision]) throw TooMany(bytes, type);

        return header.Sign == Negative ? -(Int128)value : (Int128)value;
    }

    /// <summary>The nearest float64.</summary>
    public static double ToDouble(ReadOnlySpan<byte> bytes)
    {
        var header = Header.Of(bytes);
        switch (header.Sign)
        {
            case NaN: return double.NaN;
            case Infinity: return double.PositiveInfinity;
            case MinusInfinity: return double.NegativeInfinity;
            default: return double.Parse(Text(bytes), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Writes an unscaled number.</summary>
    /// <returns>The number of bytes written, at most <see cref="MaxSize"/>.</returns>
    public static int Write(Int128 unscaled, int scale, Span<byte> into)
    {
        // Groups of four digits are counted from the point, so the last one may have to be filled up.
        var (value, groupsAfter) = (unscaled < 0 ? (UInt128)(-unscaled) : (UInt128)unscaled, (scale + BaseDigits - 1) / BaseDigits);
        Span<ushort> groups = stackalloc ushort[12];
        var fill = groupsAfter * BaseDigits - scale;
        var count = 0;
        if (fill > 0)
        {
            (value, var last) = UInt128.DivRem(value, Powers[BaseDigits - fill]);
            groups[count++] = (ushort)(last * Powers[fill]);
        }

        for (; value > 0; count++)
        {
            (value, var group) = UInt128.DivRem(value, Base);
            groups[count] = (ushort)group;
        }

        var weight = count - groupsAfter - 1;
        var trailing = 0;
        while (trailing < count && groups[trailing] == 0) trailing++;
        BinaryPrimitives.WriteInt16BigEndian(into, (short)(count - trailing));
        BinaryPrimitives.WriteInt16BigEndian(into[2..], (short)(count == trailing ? 0 : weight));
        BinaryPrimitives.WriteUInt16BigEndian(into[4..], unscaled < 0 ? Negative : (ushort)0);
        BinaryPrimitives.WriteInt16BigEndian(into[6..], (short)scale);
        for (var i = count - 1; i >= trailing; i--) BinaryPrimitives.WriteUInt16BigEndian(into[(HeaderSize + (count - 1 - i) * 2)..], groups[i]);
        return HeaderSize + (count - trailing) * 2;
    }

    static UInt128[] MakePowers()
    {
        var powers = new UInt128[MaxDigits + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }

    static FieldException TooMany(ReadOnlySpan<byte> bytes, DataType type) => new($"{Text(bytes)}, which has more digits than {type}");

    // As PostgreSQL writes it where it is short; with an exponent where zeros would fill it up.
    static string Text(ReadOnlySpan<byte> bytes)
    {
        var header = Header.Of(bytes);
        if (header.Sign is NaN or Infinity or MinusInfinity) return header.Sign == NaN ? "NaN" : header.Sign == Infinity ? "Infinity" : "-Infinity";
        if (header.Count == 0) return "0";

        var text = new StringBuilder();
        for (var i = 0; i < header.Count; i++) text.Append(CultureInfo.InvariantCulture, $"{Digit(bytes, i):0000}");
        var sign = header.Sign == Negative ? "-" : "";
        var whole = (header.Weight + 1) * BaseDigits;
        if (whole <= 0 || whole >= text.Length) return $"{sign}{text.ToString().TrimStart('0')}{(whole == text.Length ? "" : $"e{whole - text.Length}")}";

        return sign + text.Insert(whole, '.').ToString().Trim('0').TrimEnd('.');
    }

    static ushort Digit(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt16BigEndian(bytes[(HeaderSize + index * 2)..]);

    readonly record struct Header(int Count, int Weight, ushort Sign)
    {
        public static Header Of(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length < HeaderSize) throw new FieldException($"a numeric of {bytes.Length} bytes");

            var (count, weight) = (BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadInt16BigEndian(bytes[2..]));
            if (bytes.Length != HeaderSize + count * 2) throw new FieldException($"a numeric of {count} digits in {bytes.Length} bytes");

            return new(count, weight, BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]));
        }
    }
}
