using System.Buffers.Binary;

namespace Panta.Data.Delta;

/// <summary>
/// A set of row numbers, read from the portable serialization of 64-bit Roaring bitmaps (github.com/RoaringBitmap/RoaringFormatSpec): chunks of 2^16 numbers,
/// each a sorted list, a bitmap, or runs. It is kept as it is stored, so that it takes no more memory than its bytes.
/// </summary>
sealed class RoaringBitmap
{
    const int NoRuns = 12346;
    const int WithRuns = 12347;
    const int OffsetsFrom = 4;
    const int MostListed = 4096;
    const int BitmapBytes = 8192;
    const int MostChunks = 1 << 16;

    readonly List<Chunk> _chunks = [];

    RoaringBitmap()
    {
    }

    enum Kind
    {
        List,
        Bits,
        Runs,
    }

    /// <summary>Gets how many numbers are in the set.</summary>
    public long Count { get; private set; }

    /// <summary>Reads a set; all of the bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such set.</exception>
    public static RoaringBitmap Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Reader(bytes);
        var maps = reader.Int64();
        if (maps < 0 || maps > reader.Left / 8) throw new InvalidDataException($"{maps} bitmaps cannot be in {reader.Left} bytes");

        var set = new RoaringBitmap();
        for (long map = 0, last = -1; map < maps; map++)
        {
            var key = reader.UInt32();
            if (key <= last) throw new InvalidDataException("the bitmaps are not ascending");
            last = key;
            set.ReadMap(reader, (long)key << 16);
        }

        return reader.Left == 0 ? set : throw new InvalidDataException($"{reader.Left} bytes are left behind it");
    }

    /// <summary>Whether a number is in the set.</summary>
    public bool Contains(long number)
    {
        var chunk = Find(number >> 16);
        return chunk >= 0 && _chunks[chunk].Contains((ushort)number);
    }

    /// <summary>Sets to false what is in the set. Quick where numbers follow one another.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="keep">One place a number.</param>
    public void Exclude(ReadOnlySpan<long> numbers, Span<bool> keep)
    {
        var (high, at) = (long.MinValue, -1);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] >> 16 != high)
            {
                high = numbers[i] >> 16;
                at = Find(high);
            }

            if (at >= 0 && _chunks[at].Contains((ushort)numbers[i])) keep[i] = false;
        }
    }

    int Find(long high)
    {
        var (low, top) = (0, _chunks.Count - 1);
        while (low <= top)
        {
            var middle = (low + top) / 2;
            if (_chunks[middle].High == high) return middle;
            if (_chunks[middle].High < high) low = middle + 1;
            else top = middle - 1;
        }

        return -1;
    }

    void ReadMap(Reader reader, long high)
    {
        var cookie = reader.UInt32();
        var hasRuns = (cookie & 0xFFFF) == WithRuns;
        if (!hasRuns && cookie != NoRuns) throw new InvalidDataException($"a bitmap begins with {cookie}");

        var count = hasRuns ? (cookie >> 16) + 1 : reader.UInt32();
        if (count > MostChunks) throw new InvalidDataException($"a bitmap has {count} chunks");

        var runs = hasRuns ? reader.Take((int)(count + 7) / 8).Span : default;
        var heads = reader.Take((int)count * 4).Span;
        if (!hasRuns || count >= OffsetsFrom) reader.Take((int)count * 4);
        for (int i = 0, last = -1; i < count; i++)
        {
            var key = BinaryPrimitives.ReadUInt16LittleEndian(heads[(i * 4)..]);
            if (key <= last) throw new InvalidDataException("the chunks are not ascending");
            last = key;
            ReadChunk(reader, high | key, BinaryPrimitives.ReadUInt16LittleEndian(heads[(i * 4 + 2)..]) + 1, hasRuns && (runs[i / 8] >> (i % 8) & 1) != 0);
        }
    }

    void ReadChunk(Reader reader, long high, int count, bool isRuns)
    {
        var (kind, bytes) = isRuns ? (Kind.Runs, reader.Take(reader.UInt16() * 4))
            : count <= MostListed ? (Kind.List, reader.Take(count * 2))
            : (Kind.Bits, reader.Take(BitmapBytes));
        var chunk = new Chunk(high, kind, bytes);
        if (chunk.CheckedCount() != count) throw new InvalidDataException($"a chunk of {count} numbers holds {chunk.CheckedCount()}");

        _chunks.Add(chunk);
        Count += count;
    }

    /// <summary>The numbers that share all but their lowest 16 bits.</summary>
    readonly struct Chunk(long high, Kind kind, ReadOnlyMemory<byte> bytes)
    {
        public long High { get; } = high;

        public bool Contains(ushort low)
        {
            var data = bytes.Span;
            if (kind == Kind.Bits) return (data[low >> 3] >> (low & 7) & 1) != 0;

            var width = kind == Kind.List ? 2 : 4;
            var (first, last) = (0, data.Length / width - 1);
            while (first <= last)
            {
                var middle = (first + last) / 2;
                var start = BinaryPrimitives.ReadUInt16LittleEndian(data[(middle * width)..]);
                var end = kind == Kind.List ? start : start + BinaryPrimitives.ReadUInt16LittleEndian(data[(middle * width + 2)..]);
                if (low < start) last = middle - 1;
                else if (low > end) first = middle + 1;
                else return true;
            }

            return false;
        }

        /// <summary>How many numbers there are; −1 where they are not ascending.</summary>
        public int CheckedCount()
        {
            var data = bytes.Span;
            var count = 0;
            if (kind == Kind.Bits)
            {
                foreach (var part in data) count += System.Numerics.BitOperations.PopCount(part);
                return count;
            }

            var width = kind == Kind.List ? 2 : 4;
            for (int at = 0, last = -1; at < data.Length; at += width)
            {
                var start = BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);
                if (start <= last) return -1;

                last = start + (kind == Kind.List ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(data[(at + 2)..]));
                if (last > ushort.MaxValue) return -1;
                count += last - start + 1;
            }

            return count;
        }
    }

    /// <summary>Takes bytes one after another and never beyond the end.</summary>
    sealed class Reader(ReadOnlyMemory<byte> bytes)
    {
        int _at;

        public int Left => bytes.Length - _at;

        public ReadOnlyMemory<byte> Take(int count)
        {
            if (count > Left) throw new InvalidDataException($"it ends {count - Left} bytes too early");

            _at += count;
            return bytes.Slice(_at - count, count);
        }

        public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span);

        public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

        public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);
    }
}
