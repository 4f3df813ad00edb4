using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>
/// A column of fixed-width values: bool, sbyte, short, int, long, float, double, Int128 (decimal, unscaled), int (date: days), long (timestamps: microseconds).
/// The value of a null row is unspecified.
/// </summary>
/// <typeparam name="T">The type in memory.</typeparam>
public sealed class Column<T> : Column
    where T : unmanaged
{
    /// <summary>A column over memory that nobody changes any more.</summary>
    /// <param name="type">The type of the values; its memory type is <typeparamref name="T"/>.</param>
    /// <param name="values">One value a row.</param>
    /// <param name="validity">Which rows hold a value. Default: all.</param>
    /// <exception cref="ArgumentException">The type is kept otherwise in memory, or the lengths differ.</exception>
    public Column(DataType type, ReadOnlyMemory<T> values, Validity? validity = null)
        : base(type, validity ?? Validity.All(values.Length))
    {
        if (!Holds(type.Kind)) throw new ArgumentException($"A column of {type} is not kept as {typeof(T).Name}.", nameof(type));
        if (Length != values.Length) throw new ArgumentException($"{values.Length} values, but validity for {Length} rows.", nameof(validity));

        Values = values;
    }

    /// <summary>Gets the values, one a row; unspecified where null.</summary>
    public ReadOnlyMemory<T> Values { get; }

    /// <summary>Gets the values as a span.</summary>
    public ReadOnlySpan<T> Span => Values.Span;

    /// <inheritdoc/>
    public override Column Slice(int start, int length) => new Column<T>(Type, Values.Slice(start, length), Validity.Slice(start, length));

    /// <inheritdoc/>
    public override Column Take(ReadOnlySpan<int> rows)
    {
        var values = GC.AllocateUninitializedArray<T>(rows.Length);
        var span = Span;
        for (var i = 0; i < rows.Length; i++) values[i] = span[rows[i]];
        return new Column<T>(Type, values, TakenValidity(rows));
    }

    /// <inheritdoc/>
    public override void CopyTo(int start, Span<double> into)
    {
        Convert(MemoryMarshal.AsBytes(Span.Slice(start, into.Length)), into);
        if (!Validity.HasNulls) return;

        for (var i = 0; i < into.Length; i++)
            if (!Validity[start + i]) into[i] = double.NaN;
    }

    /// <inheritdoc/>
    protected override object ValueAt(int row) => Type.Kind switch
    {
        TypeKind.Date => DateAt((int)(object)Span[row]),
        TypeKind.Timestamp or TypeKind.TimestampNtz => TimeAt((long)(object)Span[row]),
        TypeKind.Decimal => DecimalAt((Int128)(object)Span[row]),
        _ => Span[row],
    };

    private protected override Column Joined(IReadOnlyList<Column> parts)
    {
        var validity = JoinedValidity(parts);
        var values = GC.AllocateUninitializedArray<T>(validity.Length);
        var at = 0;
        foreach (var part in parts.Cast<Column<T>>())
        {
            part.Span.CopyTo(values.AsSpan(at));
            at += part.Length;
        }

        return new Column<T>(Type, values, validity);
    }

    private protected override Column Masked(Validity validity) => new Column<T>(Type, Values, validity);

    static bool Holds(TypeKind kind) => kind switch
    {
        TypeKind.Bool => typeof(T) == typeof(bool),
        TypeKind.Int8 => typeof(T) == typeof(sbyte),
        TypeKind.Int16 => typeof(T) == typeof(short),
        TypeKind.Int32 or TypeKind.Date => typeof(T) == typeof(int),
        TypeKind.Int64 or TypeKind.Timestamp or TypeKind.TimestampNtz => typeof(T) == typeof(long),
        TypeKind.Float32 => typeof(T) == typeof(float),
        TypeKind.Float64 => typeof(T) == typeof(double),
        TypeKind.Decimal => typeof(T) == typeof(Int128),
        _ => false,
    };

    void Convert(ReadOnlySpan<byte> bytes, Span<double> into)
    {
        switch (Type.Kind)
        {
            case TypeKind.Float64: MemoryMarshal.Cast<byte, double>(bytes).CopyTo(into); break;
            case TypeKind.Float32: TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, float>(bytes), into); break;
            case TypeKind.Int64: TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, long>(bytes), into); break;
            case TypeKind.Int32: TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, int>(bytes), into); break;
            case TypeKind.Int16: TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, short>(bytes), into); break;
            case TypeKind.Int8: TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(bytes), into); break;
            case TypeKind.Bool: TensorPrimitives.ConvertTruncating(bytes, into); break;
            case TypeKind.Decimal: ScaleDecimals(MemoryMarshal.Cast<byte, Int128>(bytes), into); break;
            default: throw new InvalidOperationException($"A column of {Type} holds no numbers. Take what is needed from it first (hour, weekday …).");
        }
    }

    void ScaleDecimals(ReadOnlySpan<Int128> unscaled, Span<double> into)
    {
        var unit = Math.Pow(10, Type.Scale);
        for (var i = 0; i < into.Length; i++) into[i] = (double)unscaled[i] / unit;
    }

    static object DateAt(int days)
    {
        var day = days + (long)DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day) : Far(days, int.MaxValue, "days");
    }

    object TimeAt(long microseconds)
    {
        if (microseconds < -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond
            || microseconds > (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)
            return Far(microseconds, long.MaxValue, "microseconds");

        var ticks = microseconds * TimeSpan.TicksPerMicrosecond;
        if (Type.Kind == TypeKind.Timestamp) return DateTimeOffset.UnixEpoch.AddTicks(ticks);

        return DateTime.SpecifyKind(DateTime.UnixEpoch, DateTimeKind.Unspecified).AddTicks(ticks);
    }

    // DuckDB and Spark know years beyond .NET's 1 to 9999, and ±infinity as the largest number of either sign.
    static string Far(long value, long infinity, string unit) =>
        value == infinity ? "infinity" : value == -infinity ? "-infinity" : $"{value} {unit} after 1970-01-01";

    object DecimalAt(Int128 unscaled)
    {
        if (Int128.Abs(unscaled) >> 96 == 0 && Type.Scale <= 28)
        {
            var magnitude = (UInt128)Int128.Abs(unscaled);
            return new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), unscaled < 0, (byte)Type.Scale);
        }

        var digits = Int128.Abs(unscaled).ToString().PadLeft(Type.Scale + 1, '0');
        var text = Type.Scale == 0 ? digits : $"{digits[..^Type.Scale]}.{digits[^Type.Scale..]}";
        return unscaled < 0 ? "-" + text : text;
    }
}
