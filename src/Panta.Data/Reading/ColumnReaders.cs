using System.Collections.Immutable;
using System.Numerics.Tensors;
using Panta.Data.Schemas;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Which reader takes which of DuckDB's types.</summary>
static class ColumnReaders
{
    const int MostLevels = 100;

    /// <summary>The reader of a column.</summary>
    /// <param name="name">The column's name, for errors.</param>
    /// <param name="type">DuckDB's logical type; destroyed.</param>
    /// <exception cref="DuckDbException">No column holds that type, or one within it.</exception>
    public static VectorReader For(string name, ref nint type) => Take(new(name, name, 0), ref type);

    static VectorReader Take(Place place, ref nint type)
    {
        try
        {
            return For(place, type);
        }
        finally
        {
            DestroyType(ref type);
        }
    }

    static VectorReader For(Place place, nint type) => TypeId(type) switch
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
        NativeType.List => OfList(place.Inner("element"), ListChildType(type)),
        NativeType.Array => OfArray(place.Inner("element"), ArrayChildType(type), checked((int)ArraySize(type))),
        NativeType.Map => OfMap(place, MapKeyType(type), MapValueType(type)),
        NativeType.Struct when IsSparkVector(type) => new SparkVectorReader(place.Path),
        NativeType.Struct => OfStruct(place, type),
        var other => throw Refused(place, other),
    };

    // A vector as Spark writes it: {type tinyint, size int, indices int[], values double[]}.
    static bool IsSparkVector(nint type)
    {
        if (StructChildCount(type) != 4) return false;

        ReadOnlySpan<(string Name, NativeType Type, NativeType Element)> expected =
        [
            ("type", NativeType.TinyInt, default), ("size", NativeType.Integer, default),
            ("indices", NativeType.List, NativeType.Integer), ("values", NativeType.List, NativeType.Double),
        ];
        for (var i = 0; i < 4; i++)
        {
            var childType = StructChildType(type, (ulong)i);
            var same = TypeId(childType) == expected[i].Type && TakeText(StructChildName(type, (ulong)i)) == expected[i].Name
                && (expected[i].Type != NativeType.List || ElementOf(childType) == expected[i].Element);
            DestroyType(ref childType);
            if (!same) return false;
        }

        return true;
    }

    static NativeType ElementOf(nint listType)
    {
        var elementType = ListChildType(listType);
        var element = TypeId(elementType);
        DestroyType(ref elementType);
        return element;
    }

    static DuckDbException Refused(Place place, NativeType type) =>
        new($"Column '{place.Path}' is of DuckDB's type {type.ToString().ToUpperInvariant()}, which no column holds. "
            + $"Cast it in SQL, for example CAST({DuckDb.Quote(place.Column)} AS VARCHAR).", "");

    static ListReader OfList(Place place, nint elementType)
    {
        var elements = Take(place, ref elementType);
        return new(DataType.Array(elements.Type), elements);
    }

    static VectorReader OfArray(Place place, nint elementType, int size)
    {
        var element = TypeId(elementType);
        var elements = Take(place, ref elementType);
        return element is NativeType.Double or NativeType.Float
            ? new DenseVectorReader(element == NativeType.Float, size)
            : new FixedListReader(DataType.Array(elements.Type), elements, size);
    }

    static MapReader OfMap(Place place, nint keyType, nint valueType)
    {
        var (keys, values) = (Take(place.Inner("key"), ref keyType), Take(place.Inner("value"), ref valueType));
        Schema fields = new(new Field("key", keys.Type), new Field("value", values.Type));
        return new(DataType.Map(keys.Type, values.Type), new(fields, [keys, values]));
    }

    static StructReader OfStruct(Place place, nint type)
    {
        var fields = ImmutableArray.CreateBuilder<Field>();
        var readers = ImmutableArray.CreateBuilder<VectorReader>();
        for (var i = 0UL; i < StructChildCount(type); i++)
        {
            // row(…) has fields without names: they get those that Spark gives them.
            var name = TakeText(StructChildName(type, i)) is { Length: > 0 } given ? given : $"col{i + 1}";
            var childType = StructChildType(type, i);
            readers.Add(Take(place.Inner(name), ref childType));
            fields.Add(new(name, readers[^1].Type));
        }

        return new(new(fields.ToImmutable()), readers.ToImmutable());
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

    /// <summary>Where in a column a type stands: errors name it.</summary>
    readonly record struct Place(string Column, string Path, int Level)
    {
        public Place Inner(string name) => Level < MostLevels ? new(Column, $"{Path}.{name}", Level + 1)
            : throw new DuckDbException($"Column '{Column}' is nested more than {MostLevels} levels deep. Cast its inner part to VARCHAR in SQL.", "");
    }
}
