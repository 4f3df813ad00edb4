using System.Buffers.Binary;

namespace Panta.Data.Databases;

/// <summary>A type of fixed size as PostgreSQL's binary format writes it (big-endian), and as a column of ours keeps it.</summary>
/// <typeparam name="T">The type in our memory.</typeparam>
interface IWireValue<T>
    where T : unmanaged
{
    static abstract int Size { get; }

    static abstract T Read(ReadOnlySpan<byte> bytes);

    static abstract void Write(T value, Span<byte> into);
}

readonly struct WireBool : IWireValue<bool>
{
    public static int Size => 1;

    public static bool Read(ReadOnlySpan<byte> bytes) => bytes[0] != 0;

    public static void Write(bool value, Span<byte> into) => into[0] = value ? (byte)1 : (byte)0;
}

readonly struct WireInt2 : IWireValue<short>
{
    public static int Size => 2;

    public static short Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt16BigEndian(bytes);

    public static void Write(short value, Span<byte> into) => BinaryPrimitives.WriteInt16BigEndian(into, value);
}

readonly struct WireInt4 : IWireValue<int>
{
    public static int Size => 4;

    public static int Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);

    public static void Write(int value, Span<byte> into) => BinaryPrimitives.WriteInt32BigEndian(into, value);
}

readonly struct WireInt8 : IWireValue<long>
{
    public static int Size => 8;

    public static long Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes);

    public static void Write(long value, Span<byte> into) => BinaryPrimitives.WriteInt64BigEndian(into, value);
}

readonly struct WireFloat4 : IWireValue<float>
{
    public static int Size => 4;

    public static float Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadSingleBigEndian(bytes);

    public static void Write(float value, Span<byte> into) => BinaryPrimitives.WriteSingleBigEndian(into, value);
}

readonly struct WireFloat8 : IWireValue<double>
{
    public static int Size => 8;

    public static double Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadDoubleBigEndian(bytes);

    public static void Write(double value, Span<byte> into) => BinaryPrimitives.WriteDoubleBigEndian(into, value);
}

/// <summary>Days since 2000-01-01 there, since 1970-01-01 here. The largest number of either sign is ±infinity on both sides.</summary>
readonly struct WireDate : IWireValue<int>
{
    const int Epoch = 10_957;
    const int First = -2_451_545 + Epoch; // 4714-11-24 BC, the first day of PostgreSQL's

    public static int Size => 4;

    // The last day of PostgreSQL's, in the year 5874897, is far below the largest number.
    public static int Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) switch
    {
        int.MaxValue => int.MaxValue,
        int.MinValue => -int.MaxValue,
        var days => checked(days + Epoch),
    };

    public static void Write(int value, Span<byte> into) => BinaryPrimitives.WriteInt32BigEndian(into, value switch
    {
        int.MaxValue => int.MaxValue,
        -int.MaxValue => int.MinValue,
        < First => throw new FieldException($"{value} days after 1970-01-01, before PostgreSQL's first day, 4714-11-24 BC"),
        _ => value - Epoch,
    });
}

/// <summary>Microseconds since 2000-01-01 there, since 1970-01-01 here. The largest number of either sign is ±infinity on both sides.</summary>
readonly struct WireTimestamp : IWireValue<long>
{
    const long Epoch = 946_684_800_000_000;
    const long First = -211_813_488_000_000_000 + Epoch; // 4714-11-24 BC

    public static int Size => 8;

    public static long Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes) switch
    {
        long.MaxValue => long.MaxValue,
        long.MinValue => -long.MaxValue,
        >= long.MaxValue - Epoch => throw new FieldException("a time after the year 294246, the last of a timestamp's"),
        var microseconds => microseconds + Epoch,
    };

    public static void Write(long value, Span<byte> into) => BinaryPrimitives.WriteInt64BigEndian(into, value switch
    {
        long.MaxValue => long.MaxValue,
        -long.MaxValue => long.MinValue,
        < First => throw new FieldException($"{value} microseconds after 1970-01-01, before PostgreSQL's first day, 4714-11-24 BC"),
        _ => value - Epoch,
    });
}
