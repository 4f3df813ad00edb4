using System.Buffers.Binary;

namespace Panta.Data.Databases;

/// <summary>Takes the parts of a value that is made of several; a length that reaches beyond the bytes is an error, not a crash.</summary>
ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The next 32 bits.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    /// <summary>The next value, before which its length stands; false where it is null.</summary>
    public bool Value(out ReadOnlySpan<byte> value)
    {
        var length = Int32();
        value = length < 0 ? default : Take(length);
        return length >= 0;
    }

    ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length) throw new FieldException("bytes that end too early");

        var taken = _bytes[..count];
        _bytes = _bytes[count..];
        return taken;
    }
}
