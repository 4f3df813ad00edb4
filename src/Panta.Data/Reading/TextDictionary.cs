using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using StringRef = Panta.Data.Reading.NativeDuckDb.StringRef;

namespace Panta.Data.Reading;

/// <summary>
/// Gives each distinct UTF-8 text a code, in order of first appearance. A hash table of its own over DuckDB's 16-byte string references, which hold short
/// texts whole; a slot keeps half the hash beside the code, so that other texts are passed over without looking at them. Measured by bench/Panta.Data.Benchmarks.
/// </summary>
sealed unsafe class TextDictionary
{
    // Hashes are salted, so that nobody can prepare texts that collide; codes do not depend on the salt.
    static readonly ulong Salt = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    readonly List<string> _texts = [];
    // Upper half of the hash, and code + 1; 0 where free.
    ulong[] _slots = new ulong[256];
    StringRef[] _keys = new StringRef[128];
    byte[] _longTexts = [];
    int _longUsed;
    ImmutableArray<string> _taken = [];

    /// <summary>Gets the number of texts.</summary>
    public int Count => _texts.Count;

    /// <summary>The codes of a chunk's texts; 0 where null.</summary>
    /// <param name="texts">At most 2,048 texts.</param>
    /// <param name="mask">Which are not null; null itself: all.</param>
    /// <param name="codes">Filled; as long as there are texts.</param>
    public void Encode(StringRef* texts, ulong* mask, Span<int> codes)
    {
        // All hashes first: the processor then has many look-ups in flight, not one.
        var hashes = stackalloc ulong[NativeDuckDb.VectorSize];
        for (var row = 0; row < codes.Length; row++)
            if (VectorReader.IsValid(mask, row)) hashes[row] = HashOf(texts + row);
        for (var row = 0; row < codes.Length; row++)
            codes[row] = VectorReader.IsValid(mask, row) ? CodeOf(texts + row, hashes[row]) : 0;
    }

    /// <summary>The code of one text.</summary>
    public int CodeOf(ReadOnlySpan<byte> utf8)
    {
        fixed (byte* bytes = utf8)
        {
            var text = StringRef.Of(bytes, utf8.Length);
            return CodeOf(&text, HashOf(&text));
        }
    }

    /// <summary>The texts by code. The same array as before where no text was added.</summary>
    public ImmutableArray<string> ToArray() => _taken.Length == _texts.Count ? _taken : _taken = [.. _texts];

    int CodeOf(StringRef* text, ulong hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var slot = slots[at];
            if (slot == 0) return Add(at, hash, text);
            if ((slot ^ hash) >> 32 == 0 && IsSame((int)(uint)slot - 1, text)) return (int)(uint)slot - 1;
        }
    }

    bool IsSame(int code, StringRef* text)
    {
        ref var key = ref _keys[code];
        return text->IsInlined ? key == *text
            : key.Low == text->Low && new ReadOnlySpan<byte>((void*)text->High, text->Length).SequenceEqual(_longTexts.AsSpan((int)key.High, text->Length));
    }

    int Add(int at, ulong hash, StringRef* text)
    {
        var code = _texts.Count;
        var bytes = StringRef.Bytes(text);
        _texts.Add(Encoding.UTF8.GetString(bytes));
        if (code == _keys.Length) Array.Resize(ref _keys, code * 2);
        _keys[code] = text->IsInlined ? *text : new(text->Low, (ulong)Keep(bytes));
        _slots[at] = (hash & 0xFFFFFFFF00000000) | ((uint)code + 1);
        if (_texts.Count * 2 > _slots.Length) Grow();
        return code;
    }

    // The key of a long text is its length and prefix, and where its bytes are kept here.
    int Keep(ReadOnlySpan<byte> bytes)
    {
        var at = _longUsed;
        if (_longTexts.Length - at < bytes.Length)
            Array.Resize(ref _longTexts, checked((int)Math.Max(Math.Min(Array.MaxLength, _longTexts.Length * 2L), at + (long)bytes.Length)));
        bytes.CopyTo(_longTexts.AsSpan(at));
        _longUsed += bytes.Length;
        return at;
    }

    void Grow()
    {
        _slots = new ulong[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var code = 0; code < _texts.Count; code++)
        {
            var hash = HashOfKey(_keys[code]);
            var at = (int)hash & mask;
            while (_slots[at] != 0) at = (at + 1) & mask;
            _slots[at] = (hash & 0xFFFFFFFF00000000) | ((uint)code + 1);
        }
    }

    ulong HashOfKey(StringRef key)
    {
        if (key.IsInlined) return Fold(key.Low ^ Salt, key.High ^ 0x9E3779B97F4A7C15);

        fixed (byte* bytes = &_longTexts[(int)key.High]) return HashOfLong(bytes, key.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong HashOf(StringRef* text) => text->IsInlined ? Fold(text->Low ^ Salt, text->High ^ 0x9E3779B97F4A7C15) : HashOfLong((byte*)text->High, text->Length);

    // At least 13 bytes: the last words overlap those before them instead of being padded.
    static ulong HashOfLong(byte* bytes, int length)
    {
        var hash = Salt ^ (ulong)length;
        var left = length;
        for (; left > 16; left -= 16, bytes += 16)
            hash = Fold(hash ^ Unsafe.ReadUnaligned<ulong>(bytes), 0xD6E8FEB86659FD93 ^ Unsafe.ReadUnaligned<ulong>(bytes + 8));
        if (length >= 16) bytes += left - 16;
        return Fold(hash ^ Unsafe.ReadUnaligned<ulong>(bytes), 0xA0761D6478BD642F ^ Unsafe.ReadUnaligned<ulong>(length >= 16 ? bytes + 8 : bytes + left - 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return BitOperations.RotateLeft(high, 32) ^ low;
    }
}
