using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using StringRef = Panta.Data.Reading.NativeDuckDb.StringRef;

namespace Panta.Data.Reading;

/// <summary>
/// Gives each distinct UTF-8 text a code, in order of first appearance. A hash table of its own over DuckDB's 16-byte string references, which hold short
/// texts whole: a known short text costs one multiplication and one comparison. Measured by bench/Panta.Data.Benchmarks.
/// </summary>
sealed unsafe class TextDictionary
{
    // Hashes are salted, so that nobody can prepare texts that collide; codes do not depend on the salt.
    static readonly ulong Salt = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    readonly List<string> _texts = [];
    int[] _slots = new int[64];
    StringRef[] _keys = new StringRef[32];
    byte[] _longTexts = [];
    int _longUsed;

    /// <summary>The code of a text.</summary>
    public int CodeOf(StringRef* text) => text->IsInlined ? CodeOfShort(*text) : CodeOfLong(text);

    /// <summary>The texts by code.</summary>
    public ImmutableArray<string> ToArray() => [.. _texts];

    int CodeOfShort(StringRef text)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)Hash(text.Low, text.High) & mask; ; slot = (slot + 1) & mask)
        {
            var code = _slots[slot] - 1;
            if (code < 0) return Add(slot, text, StringRef.Bytes(&text));
            if (_keys[code] == text) return code;
        }
    }

    int CodeOfLong(StringRef* text)
    {
        var bytes = StringRef.Bytes(text);
        var hash = HashOf(bytes);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var code = _slots[slot] - 1;
            if (code < 0) return AddLong(slot, text->Low, bytes);
            if (_keys[code].Low == text->Low && _longTexts.AsSpan((int)_keys[code].High, bytes.Length).SequenceEqual(bytes)) return code;
        }
    }

    // The key of a long text is its length and prefix, and where its bytes are kept here.
    int AddLong(int slot, ulong low, ReadOnlySpan<byte> bytes)
    {
        var at = _longUsed;
        if (_longTexts.Length - at < bytes.Length) Array.Resize(ref _longTexts, (int)Math.Min(Array.MaxLength, Math.Max(_longTexts.Length * 2L, at + (long)bytes.Length)));
        bytes.CopyTo(_longTexts.AsSpan(at));
        _longUsed += bytes.Length;
        return Add(slot, new(low, (ulong)at), bytes);
    }

    int Add(int slot, StringRef key, ReadOnlySpan<byte> bytes)
    {
        var code = _texts.Count;
        _texts.Add(Encoding.UTF8.GetString(bytes));
        if (code == _keys.Length) Array.Resize(ref _keys, code * 2);
        _keys[code] = key;
        _slots[slot] = code + 1;
        if (_texts.Count * 2 > _slots.Length) Grow();
        return code;
    }

    void Grow()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var code = 0; code < _texts.Count; code++)
        {
            var slot = (int)HashOf(_keys[code]) & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = code + 1;
        }
    }

    ulong HashOf(StringRef key) => key.IsInlined ? Hash(key.Low, key.High) : HashOf(_longTexts.AsSpan((int)key.High, key.Length));

    static ulong Hash(ulong a, ulong b) => Fold((a ^ Salt) * 0x9E3779B97F4A7C15 ^ BitOperations.RotateLeft(b, 32), (b ^ Salt) | 1);

    static ulong HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = Salt ^ (ulong)bytes.Length;
        while (bytes.Length > 16)
        {
            hash = Fold(hash ^ BitConverter.ToUInt64(bytes), 0xD6E8FEB86659FD93 ^ BitConverter.ToUInt64(bytes[8..]));
            bytes = bytes[16..];
        }

        Span<byte> tail = stackalloc byte[16];
        tail.Clear();
        bytes.CopyTo(tail);
        return Fold(hash ^ BitConverter.ToUInt64(tail), 0xA0761D6478BD642F ^ BitConverter.ToUInt64(tail[8..]));
    }

    static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
