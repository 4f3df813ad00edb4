using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>Reads what <see cref="TableBytes"/> wrote. Every length is checked against the bytes there are before anything is made of it.</summary>
ref struct TableBytesReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    public byte Byte() => Take(1)[0];

    public int Number()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Byte();
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80) return value <= int.MaxValue ? (int)value : throw Cut();
        }

        throw Cut();
    }

    public string Text() => Encoding.UTF8.GetString(Take(Number()));

    public readonly void End()
    {
        if (!_rest.IsEmpty) throw Cut();
    }

    public Column Column(string typeName, int rows)
    {
        var validity = Validity(rows);
        var type = TypeOf(typeName);
        return type.Kind switch
        {
            TypeKind.Bool => Fixed<bool>(type, validity),
            TypeKind.Int8 => Fixed<sbyte>(type, validity),
            TypeKind.Int16 => Fixed<short>(type, validity),
            TypeKind.Int32 or TypeKind.Date => Fixed<int>(type, validity),
            TypeKind.Int64 or TypeKind.Timestamp or TypeKind.TimestampNtz => Fixed<long>(type, validity),
            TypeKind.Float32 => Fixed<float>(type, validity),
            TypeKind.Float64 => Fixed<double>(type, validity),
            TypeKind.Decimal => Fixed<Int128>(type, validity),
            TypeKind.String => Texts(validity),
            TypeKind.Binary => Blobs(validity),
            _ => Vectors(validity),
        };
    }

    static DataType TypeOf(string name)
    {
        try
        {
            return DataType.Parse(name);
        }
        catch (FormatException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    Validity Validity(int rows)
    {
        if (Byte() == 0) return Tables.Validity.All(rows);

        var bits = Take((int)((rows + 7L) / 8));
        var words = new ulong[(rows + 63L) / 64];
        for (var i = 0; i < bits.Length; i++) words[i / 8] |= (ulong)bits[i] << i % 8 * 8;
        return new(words, rows);
    }

    Column<T> Fixed<T>(DataType type, Validity validity)
        where T : unmanaged
    {
        var values = Take((long)validity.Length * Unsafe.SizeOf<T>());

        // A bool of any other byte is no bool.
        if (typeof(T) == typeof(bool) && values.ContainsAnyExcept((byte)0, (byte)1)) throw Cut();
        return new(type, MemoryMarshal.Cast<byte, T>(values).ToArray(), validity);
    }

    TextColumn Texts(Validity validity)
    {
        var texts = new string[Counted(Number())];
        for (var i = 0; i < texts.Length; i++) texts[i] = Text();
        var codes = new int[Counted(validity.Length)];
        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = Number();
            if (validity[row] && codes[row] >= texts.Length) throw Cut();
        }

        return new(codes, [.. texts], validity);
    }

    BinaryColumn Blobs(Validity validity)
    {
        var values = new byte[]?[Counted(validity.Length)];
        for (var row = 0; row < values.Length; row++)
        {
            var value = Take(Number());
            values[row] = validity[row] ? value.ToArray() : null;
        }

        return BinaryColumn.Of(values);
    }

    VectorColumn Vectors(Validity validity)
    {
        var size = Number();
        return VectorColumn.Dense(size, MemoryMarshal.Cast<byte, double>(Take((long)validity.Length * size * sizeof(double))).ToArray(), validity);
    }

    // Each of so many things takes a byte at least.
    readonly int Counted(int count) => count <= _rest.Length ? count : throw Cut();

    ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length) throw Cut();

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    static InvalidDataException Cut() => new("The rows are cut or damaged.");
}
