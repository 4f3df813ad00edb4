using System.Collections;
using System.Text;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>.NET values as DuckDB's, for the <c>?</c> and <c>$1</c> of a statement.</summary>
static unsafe class Parameters
{
    /// <summary>Binds all parameters of a statement, in order.</summary>
    /// <exception cref="DuckDbException">There are more or fewer than the statement has.</exception>
    /// <exception cref="ArgumentException">A value has no type of DuckDB's.</exception>
    public static void Bind(nint statement, ReadOnlySpan<object?> parameters, string sql)
    {
        var count = (int)ParameterCount(statement);
        if (count != parameters.Length) throw new DuckDbException($"The statement has {count} parameters, {parameters.Length} were given.", sql);

        for (var i = 0; i < count; i++)
        {
            var value = ValueOf(parameters[i]);
            var state = BindValue(statement, (ulong)i + 1, value);
            DestroyValue(ref value);
            if (state != 0) throw new DuckDbException($"Parameter {i + 1} ({parameters[i]}) cannot be bound. {Text(PrepareError(statement))}".TrimEnd(), sql);
        }
    }

    static nint ValueOf(object? value) => value switch
    {
        null => NullValue(),
        bool b => BoolValue(b),
        sbyte i => Int8Value(i),
        byte i => Int16Value(i),
        short i => Int16Value(i),
        ushort i => Int32Value(i),
        int i => Int32Value(i),
        uint i => Int64Value(i),
        long i => Int64Value(i),
        ulong i => HugeIntValue(new(i)),
        Int128 i => HugeIntValue(new(i)),
        float x => FloatValue(x),
        double x => DoubleValue(x),
        decimal x => OfDecimal(x),
        string text => OfText(text),
        byte[] bytes => OfBytes(bytes),
        DateOnly date => DateValue(date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
        DateTimeOffset instant => TimestampTzValue((instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        DateTime { Kind: DateTimeKind.Utc } instant => TimestampTzValue((instant.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        DateTime { Kind: DateTimeKind.Unspecified } local => TimestampValue((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        TimeSpan span => IntervalValue(new(0, 0, span.Ticks / TimeSpan.TicksPerMicrosecond)),
        Guid id => OfText(id.ToString()),
        IEnumerable<string> texts => OfList(texts, NativeType.Varchar),
        IEnumerable<int> numbers => OfList(numbers, NativeType.Integer),
        IEnumerable<long> numbers => OfList(numbers, NativeType.BigInt),
        IEnumerable<double> numbers => OfList(numbers, NativeType.Double),
        _ => throw new ArgumentException($"A {value.GetType().Name} is no parameter for SQL. Allowed: bool, integers, float, double, decimal, string, byte[], DateOnly, "
            + "DateTimeOffset, DateTime (UTC or of no kind), TimeSpan, Guid, and sequences of string, int, long, double."),
    };

    static nint OfDecimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var unscaled = (Int128)(((UInt128)(uint)parts[2] << 64) | ((UInt128)(uint)parts[1] << 32) | (uint)parts[0]);
        return DecimalValue(new(38, value.Scale, value < 0 ? -unscaled : unscaled));
    }

    static nint OfText(string text) => OfUtf8(Encoding.UTF8.GetBytes(text));

    static nint OfUtf8(byte[] utf8)
    {
        fixed (byte* at = utf8) return TextValue(at, (ulong)utf8.Length);
    }

    static nint OfBytes(byte[] bytes)
    {
        fixed (byte* at = bytes) return BlobValue(at, (ulong)bytes.Length);
    }

    static nint OfList(IEnumerable elements, NativeType elementType)
    {
        var type = CreateType(elementType);
        var values = elements.Cast<object?>().Select(ValueOf).ToArray();
        fixed (nint* at = values)
        {
            var list = ListValue(type, at, (ulong)values.Length);
            foreach (ref var value in values.AsSpan()) DestroyValue(ref value);
            DestroyType(ref type);
            return list;
        }
    }
}
