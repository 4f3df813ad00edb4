using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Panta.Data.Schemas;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>
/// SQL functions of ours that read texts at a fraction of what a pattern and a cast cost. <c>panta_bigint(text)</c> and the like read integers; another text
/// is an error. <c>panta_date(text)</c> and the like read dates and times in the form that nearly all are written in; another text becomes null, for DuckDB
/// to decide. Invariant: a value is the one that DuckDB's cast gives. Measured by bench/Panta.Data.Benchmarks.
/// </summary>
static unsafe class TextFunctions
{
    /// <summary>What a statement fails with where a text is no value of a column's type.</summary>
    public const string NoValue = "a value is not of its column's type";

    const int MicrosecondDigits = 6;
    const long MicrosecondsPerDay = 86_400_000_000;

    static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;
    static readonly long[] Units = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    /// <summary>Makes the functions known to a database.</summary>
    public static void AddTo(ConnectionHandle connection)
    {
        Add(connection, DataType.Int8, NativeType.TinyInt, &TinyInts);
        Add(connection, DataType.Int16, NativeType.SmallInt, &SmallInts);
        Add(connection, DataType.Int32, NativeType.Integer, &Integers);
        Add(connection, DataType.Int64, NativeType.BigInt, &BigInts);
        Add(connection, DataType.Date, NativeType.Date, &Dates);
        Add(connection, DataType.TimestampNtz, NativeType.Timestamp, &Timestamps);
        Add(connection, DataType.Timestamp, NativeType.TimestampTz, &Instants);
    }

    /// <summary>The value of a text in SQL.</summary>
    /// <param name="type">An integer, date or timestamp.</param>
    /// <param name="text">The text in SQL.</param>
    public static string Sql(DataType type, string text) => $"{NameOf(type)}({text})";

    static string NameOf(DataType type) => $"panta_{NativeText.OfType(type).ToLowerInvariant()}";

    static void Add(ConnectionHandle connection, DataType type, NativeType native, delegate* unmanaged[Cdecl]<nint, nint, nint, void> evaluate)
    {
        var function = CreateScalarFunction();
        var (text, value) = (CreateType(NativeType.Varchar), CreateType(native));
        try
        {
            SetScalarName(function, NameOf(type));
            AddScalarParameter(function, text);
            SetScalarReturn(function, value);
            SetScalarFunction(function, evaluate);
            // What may fail must not be moved to where more rows, or fewer, come by.
            if (type.IsInteger) SetScalarVolatile(function);
            if (RegisterScalarFunction(connection, function) != 0) throw new DuckDbException($"DuckDB refused the function that reads texts as {type}.", "");
        }
        finally
        {
            DestroyType(ref text);
            DestroyType(ref value);
            DestroyScalarFunction(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void TinyInts(nint function, nint chunk, nint output) => Evaluate<sbyte>(function, chunk, output, &TryInteger);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void SmallInts(nint function, nint chunk, nint output) => Evaluate<short>(function, chunk, output, &TryInteger);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Integers(nint function, nint chunk, nint output) => Evaluate<int>(function, chunk, output, &TryInteger);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void BigInts(nint function, nint chunk, nint output) => Evaluate<long>(function, chunk, output, &TryInteger);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Dates(nint function, nint chunk, nint output) => Evaluate<int>(0, chunk, output, &TryDate);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Timestamps(nint function, nint chunk, nint output) => Evaluate<long>(0, chunk, output, &TryTimestamp);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Instants(nint function, nint chunk, nint output) => Evaluate<long>(0, chunk, output, &TryInstant);

    // DuckDB hands over flat vectors. No exception may cross into native code, and nothing here throws. A function given hears of a text that is no value.
    static void Evaluate<T>(nint function, nint chunk, nint output, delegate*<ReadOnlySpan<byte>, out T, bool> tryRead)
        where T : unmanaged
    {
        var count = (int)ChunkSize(chunk);
        var input = ChunkVector(chunk, 0);
        var texts = (StringRef*)VectorData(input);
        var mask = VectorValidity(input);
        var values = (T*)VectorData(output);
        ulong* found = null;
        for (var row = 0; row < count; row++)
        {
            var isText = VectorReader.IsValid(mask, row);
            if (isText && tryRead(StringRef.Bytes(texts + row), out values[row])) continue;
            if (isText && function != 0)
            {
                SetScalarError(function, NoValue);
                return;
            }

            if (found is null)
            {
                EnsureValidityWritable(output);
                found = VectorValidity(output);
            }

            found[row >> 6] &= ~(1UL << (row & 63));
        }
    }

    static bool TryInteger<T>(ReadOnlySpan<byte> text, out T value)
        where T : unmanaged, IBinaryInteger<T>
    {
        value = default;
        if (!CsvValues.TryInteger(text, out var number)) return false;

        value = T.CreateTruncating(number);
        return long.CreateTruncating(value) == number;
    }

    // 2024-01-31.
    static bool TryDate(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;

        var (century, inCentury, month, day) = (Two(text), Two(text[2..]), Two(text[5..]), Two(text[8..]));
        var year = century * 100 + inCentury;
        if (century < 0 || inCentury < 0 || year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;

        days = new DateOnly(year, month, day).DayNumber - Epoch;
        return true;
    }

    static bool TryTimestamp(ReadOnlySpan<byte> text, out long microseconds) => TryTime(ref text, out microseconds) && text.IsEmpty;

    // A time without a zone is one in UTC, the zone that is always set.
    static bool TryInstant(ReadOnlySpan<byte> text, out long microseconds) =>
        TryTime(ref text, out microseconds) && (text.IsEmpty || text.SequenceEqual("Z"u8) || text.SequenceEqual("+00"u8) || text.SequenceEqual("+00:00"u8));

    // 2024-01-31 23:59:59, with a T in place of the space, and with a fraction of up to six digits. What follows stays in the text.
    static bool TryTime(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < 19 || text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':' || text[16] != ':') return false;

        var (hour, minute, second) = (Two(text[11..]), Two(text[14..]), Two(text[17..]));
        if ((uint)hour > 23 || (uint)minute > 59 || (uint)second > 59 || !TryDate(text[..10], out var days)) return false;

        text = text[19..];
        microseconds = days * MicrosecondsPerDay + ((hour * 60 + minute) * 60 + second) * 1_000_000L;
        return text.Length == 0 || text[0] != '.' || TryFraction(ref text, ref microseconds);
    }

    static bool TryFraction(ref ReadOnlySpan<byte> text, ref long microseconds)
    {
        var (count, fraction) = (0, 0);
        for (text = text[1..]; count < text.Length && text[count] is >= (byte)'0' and <= (byte)'9'; count++)
        {
            if (count == MicrosecondDigits) return false;
            fraction = fraction * 10 + text[count] - '0';
        }

        text = text[count..];
        microseconds += fraction * Units[count];
        return count > 0;
    }

    // The number of the first two digits; less than zero where they are none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Two(ReadOnlySpan<byte> text)
    {
        var (first, second) = ((uint)text[0] - '0', (uint)text[1] - '0');
        return first <= 9 && second <= 9 ? (int)(first * 10 + second) : -1;
    }
}
