using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Panta.Tracking.Transfers;

/// <summary>A count and a digest of records of one kind, the same in whatever order they come.</summary>
sealed class Tally
{
    readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    byte[] _text = new byte[1024];
    UInt128 _sum;
    int _length;

    public long Count { get; private set; }

    /// <summary>32 hexadecimal digits: the sum of the first halves of the records' SHA-256.</summary>
    public string Digest => _sum.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Adds records that were counted elsewhere.</summary>
    public void Add(TransferTally counted)
    {
        Count += counted.Count;
        _sum += UInt128.Parse(counted.Digest, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Adds a record.</summary>
    /// <param name="fields">Its fields; null is another than empty.</param>
    public void Add(params ReadOnlySpan<string?> fields)
    {
        _length = 0;
        foreach (var field in fields) Append(field);
        SHA256.HashData(_text.AsSpan(0, _length), _hash);
        _sum += BinaryPrimitives.ReadUInt128BigEndian(_hash);
        Count++;
    }

    /// <summary>A number as a field.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number as a field; the sign of a zero does not count, which SQLite does not keep.</summary>
    public static string Text(double number) => (number + 0.0).ToString("R", CultureInfo.InvariantCulture);

    // Each field behind its length, so that no two records give the same bytes.
    void Append(string? field)
    {
        var bytes = field is null ? 0 : Encoding.UTF8.GetByteCount(field);
        if (_text.Length < _length + bytes + sizeof(int)) Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + bytes + sizeof(int)));
        BinaryPrimitives.WriteInt32LittleEndian(_text.AsSpan(_length), field is null ? -1 : bytes);
        _length += sizeof(int);
        if (field is not null) _length += Encoding.UTF8.GetBytes(field, _text.AsSpan(_length));
    }
}
