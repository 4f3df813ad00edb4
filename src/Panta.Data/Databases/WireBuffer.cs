using System.Buffers.Binary;

namespace Panta.Data.Databases;

/// <summary>Bytes on their way to a stream, gathered so that it gets few large pieces.</summary>
sealed class WireBuffer(Stream stream)
{
    readonly byte[] _bytes = new byte[1 << 16];
    int _used;

    /// <summary>Room for a few bytes, all of which the caller writes.</summary>
    /// <param name="count">At most 65,536.</param>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - _used < count) Flush();
        _used += count;
        return _bytes.AsSpan(_used - count, count);
    }

    /// <summary>Adds a length.</summary>
    public void WriteLength(int length) => BinaryPrimitives.WriteInt32BigEndian(Take(4), length);

    /// <summary>Adds bytes of any number.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= _bytes.Length / 2)
        {
            bytes.CopyTo(Take(bytes.Length));
            return;
        }

        Flush();
        stream.Write(bytes);
    }

    /// <summary>Sends what is gathered.</summary>
    public void Flush()
    {
        stream.Write(_bytes.AsSpan(0, _used));
        _used = 0;
    }
}
