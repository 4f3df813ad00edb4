using System.Collections.Immutable;
using System.Numerics.Tensors;
using Panta.Data.Schemas;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Which reader takes which of DuckDB's types.</summary>
static class ColumnReaders
{
    /// <summary>The reader of a flat or vector column.</summary>
    /// <param name="name">The column's name, for errors.</param>
    /// <param name="type">DuckDB's logical type; the caller's to destroy.</param>
    /// <exception cref="DuckDbException">No column holds that type.</exception>
    public static VectorReader For(string name, nint type) => TypeId(type) switch
    {
        NativeType.Boolean => new FixedReader<bool>(DataType.Bool),
        NativeType.TinyInt => new FixedReader<sbyte>(DataType.Int8),
        NativeType.SmallInt => new FixedReader<short>(DataType.Int16),
        NativeType.Integer or NativeType.SqlNull => new FixedReader<int>(DataType.Int32),
        NativeType.BigInt => new FixedReader<long>(DataType.Int64),
        NativeType.UTinyInt => new ConvertingReader<byte, short>(DataType.Int16, TensorPrimitives.ConvertTruncating),
        NativeType.USmallInt => new ConvertingReader<ushort, int>(DataType.Int32, TensorPrimitives.ConvertTruncating),
        NativeType.UInteger => new ConvertingReader<uint, long>(DataType.Int64, TensorPrimitives.ConvertTruncating),
        NativeType.UBigInt => new ConvertingReader<ulong, Int128>(DataType.Decimal(20, 0), Widen),
        NativeType.HugeInt => new FixedReader<Int128>(DataType.Decimal(38, 0)),
        NativeType.Float => new FixedReader<float>(DataType.Float32),
        NativeType.Double => new FixedReader<double>(DataType.Float64),
        NativeType.Decimal => OfDecimal(DecimalWidth(type), DecimalScale(type)),
        NativeType.Date => new FixedReader<int>(DataType.Date),
        NativeType.TimestampTz => new FixedReader<long>(DataType.Timestamp),
        NativeType.Timestamp => new FixedReader<long>(DataType.TimestampNtz),
        NativeType.TimestampS => new ConvertingReader<long, long>(DataType.TimestampNtz, (from, into) => Multiply(from, 1_000_000, into)),
        NativeType.TimestampMs => new ConvertingReader<long, long>(DataType.TimestampNtz, (from, into) => Multiply(from, 1_000, into)),
        NativeType.TimestampNs => new ConvertingReader<long, long>(DataType.TimestampNtz, FromNanoseconds),
        NativeType.Varchar => new TextColumnReader(),
        NativeType.Enum => OfEnum(type),
        NativeType.Blob => new BinaryColumnReader(),
        NativeType.Uuid => new FormattingReader<Int128>(NativeText.OfUuid),
        NativeType.Time => new FormattingReader<long>(NativeText.OfTime),
        NativeType.Interval => new FormattingReader<Interval>(NativeText.OfInterval),
        NativeType.List => OfNumbers(name, ListChildType(type), 0),
        NativeType.Array => OfNumbers(name, ArrayChildType(type), checked((int)ArraySize(type))),
        NativeType.Struct when IsSparkVector(type) => new SparkVectorReader(name),
        var other => throw Refused(name, other),
    };

    /// <summary>Whether a struct is a vector as Spark writes it: {type tinyint, size int, indices int[], values double[]}.</summary>
    public static bool IsSparkVector(nint type)
    {
        if (StructChildCount(type) != 4) return false;

        ReadOnlySpan<(string Name, NativeType Type)> expected =
            [("type", NativeType.TinyInt), ("size", NativeType.Integer), ("indices", NativeType.List), ("values", NativeType.List)];
        for (var i = 0; i < 4; i++)
        {
            var childType = StructChildType(type, (ulong)i);
            var same = TypeId(childType) == expected[i].Type && TakeText(StructChildName(type, (ulong)i)) == expected[i].Name;
            DestroyType(ref childType);
            if (!same) return false;
        }

        return true;
    }

    static DuckDbException Refused(string name, NativeType type) =>
        new($"Column '{name}' is of DuckDB's type {type.ToString().ToUpperInvariant()}, which no column holds yet. Cast it in SQL, for example CAST(\"{name}\" AS VARCHAR).", "");

    static DenseVectorReader OfNumbers(string name, nint elementType, int arraySize)
    {
        var element = TypeId(elementType);
        DestroyType(ref elementType);
        return element is NativeType.Double or NativeType.Float
            ? new DenseVectorReader(name, element == NativeType.Float, arraySize)
            : throw new DuckDbException(
                $"Column '{name}' is a list of {element.ToString().ToUpperInvariant()}. Lists of DOUBLE or FLOAT are read as vectors: "
                + $"cast it in SQL, CAST(\"{name}\" AS DOUBLE[]), or unnest it.",
                "");
    }

    static VectorReader OfDecimal(byte width, byte scale)
    {
        var type = DataType.Decimal(width, scale);
        return width switch
        {
            <= 4 => new ConvertingReader<short, Int128>(type, Widen),
            <= 9 => new ConvertingReader<int, Int128>(type, Widen),
            <= 18 => new ConvertingReader<long, Int128>(type, Widen),
            _ => new FixedReader<Int128>(type),
        };
    }

    static VectorReader OfEnum(nint type)
    {
        var size = (int)EnumSize(type);
        var names = ImmutableArray.CreateBuilder<string>(size);
        for (var i = 0; i < size; i++) names.Add(TakeText(EnumValue(type, (ulong)i)));
        return size switch
        {
            <= byte.MaxValue => new EnumReader<byte>(names.MoveToImmutable(), TensorPrimitives.ConvertTruncating),
            <= ushort.MaxValue => new EnumReader<ushort>(names.MoveToImmutable(), TensorPrimitives.ConvertTruncating),
            _ => new EnumReader<uint>(names.MoveToImmutable(), TensorPrimitives.ConvertTruncating),
        };
    }

    static void Widen(ReadOnlySpan<short> from, Span<Int128> into)
    {
        for (var i = 0; i < from.Length; i++) into[i] = from[i];
    }

    static void Widen(ReadOnlySpan<int> from, Span<Int128> into)
    {
        for (var i = 0; i < from.Length; i++) into[i] = from[i];
    }

    static void Widen(ReadOnlySpan<long> from, Span<Int128> into)
    {
        for (var i = 0; i < from.Length; i++) into[i] = from[i];
    }

    static void Widen(ReadOnlySpan<ulong> from, Span<Int128> into)
    {
        for (var i = 0; i < from.Length; i++) into[i] = from[i];
    }

    // ±infinity is the largest number of either sign in every unit.
    static void Multiply(ReadOnlySpan<long> from, long factor, Span<long> into)
    {
        for (var i = 0; i < from.Length; i++) into[i] = from[i] is long.MaxValue or -long.MaxValue ? from[i] : unchecked(from[i] * factor);
    }

    static void FromNanoseconds(ReadOnlySpan<long> from, Span<long> into)
    {
        for (var i = 0; i < from.Length; i++)
            into[i] = from[i] is long.MaxValue or -long.MaxValue ? from[i] : (from[i] - (from[i] % 1000 + 1000) % 1000) / 1000;
    }
}
