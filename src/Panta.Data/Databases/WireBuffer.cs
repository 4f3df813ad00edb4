using System.Buffers.Binary;

namespace Panta.Data.Databases;

/// <summary>Bytes on their way to a stream, gathered so that it gets few large pieces; without a stream they are all kept.</summary>
sealed class WireBuffer(Stream? stream = null)
{
    byte[] _bytes = new byte[stream is null ? 256 : 1 << 16];
    int _used;

    /// <summary>Gets what is gathered and not yet sent.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _used);

    /// <summary>Room for a few bytes, all of which the caller writes.</summary>
    /// <param name="count">Where there is a stream, at most 65,536.</param>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - _used < count) MakeRoom(count);
        _used += count;
        return _bytes.AsSpan(_used - count, count);
    }

    /// <summary>Adds a length.</summary>
    public void WriteLength(int length) => BinaryPrimitives.WriteInt32BigEndian(Take(4), length);

    /// <summary>Adds bytes of any number.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (stream is null || bytes.Length <= _bytes.Length / 2)
        {
            bytes.CopyTo(Take(bytes.Length));
            return;
        }

        Flush();
        stream.Write(bytes);
    }

    /// <summary>Sends what is gathered, where there is a stream; in any case the buffer is empty afterwards.</summary>
    public void Flush()
    {
        stream?.Write(Bytes);
        _used = 0;
    }

    void MakeRoom(int count)
    {
        if (stream is null) Array.Resize(ref _bytes, checked((int)Math.Max(_used + (long)count, Math.Min(2L * _bytes.Length, Array.MaxLength))));
        else Flush();
    }
}
