using System.Buffers.Binary;

namespace Panta.Data.Tests.Delta;

/// <summary>Writes deletion vectors as the format's specification says, plainly.</summary>
static class RoaringBytes
{
    const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    /// <summary>A 64-bit Roaring bitmap, portable; chunks as runs where that is asked for and shorter.</summary>
    public static byte[] Of(long[] rows, bool runs)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var maps = rows.GroupBy(row => row >> 32).ToList();
        writer.Write((long)maps.Count);
        foreach (var map in maps)
        {
            writer.Write((uint)map.Key);
            Map(writer, [.. map.Select(row => (uint)row)], runs);
        }

        return bytes.ToArray();
    }

    public static byte[] WithMagic(byte[] bitmap) => [.. BitConverter.GetBytes(1681511377), .. bitmap];

    /// <summary>A file of one vector.</summary>
    public static byte[] File(byte[] vector)
    {
        var (size, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(size, vector.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(vector));
        return [1, .. size, .. vector, .. crc];
    }

    public static string Z85(byte[] bytes)
    {
        byte[] padded = [.. bytes, .. new byte[(4 - bytes.Length % 4) % 4]];
        return string.Concat(padded.Chunk(4).Select(four =>
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(four);
            return string.Concat(new[] { 52200625u, 614125u, 7225u, 85u, 1u }.Select(power => Alphabet[(int)(value / power % 85)]));
        }));
    }

    static void Map(BinaryWriter writer, uint[] rows, bool runs)
    {
        var chunks = rows.GroupBy(row => row >> 16).Select(chunk => (Key: (ushort)chunk.Key, Lows: chunk.Select(row => (ushort)row).ToArray())).ToList();
        var bodies = chunks.ConvertAll(chunk =>
            runs && Runs(chunk.Lows) is { } body && body.Length < Plain(chunk.Lows).Length ? (true, body) : (false, Plain(chunk.Lows)));
        var hasRuns = bodies.Exists(body => body.Item1);
        if (hasRuns)
        {
            writer.Write((uint)(12347 | (chunks.Count - 1) << 16));
            var flags = new byte[(chunks.Count + 7) / 8];
            for (var i = 0; i < chunks.Count; i++)
                if (bodies[i].Item1) flags[i / 8] |= (byte)(1 << i % 8);
            writer.Write(flags);
        }
        else
        {
            writer.Write(12346u);
            writer.Write((uint)chunks.Count);
        }

        foreach (var (key, lows) in chunks)
        {
            writer.Write(key);
            writer.Write((ushort)(lows.Length - 1));
        }

        // Where the chunks stand, which a reader of all of them need not know.
        if (!hasRuns || chunks.Count >= 4) writer.Write(new byte[4 * chunks.Count]);
        foreach (var (_, body) in bodies) writer.Write(body);
    }

    static byte[] Plain(ushort[] lows)
    {
        if (lows.Length <= 4096) return [.. lows.SelectMany(BitConverter.GetBytes)];

        var bits = new byte[8192];
        foreach (var low in lows) bits[low / 8] |= (byte)(1 << low % 8);
        return bits;
    }

    static byte[] Runs(ushort[] lows)
    {
        var runs = new List<(int Start, int Length)>();
        foreach (var low in lows)
        {
            if (runs.Count > 0 && runs[^1].Start + runs[^1].Length == low) runs[^1] = (runs[^1].Start, runs[^1].Length + 1);
            else runs.Add((low, 1));
        }

        byte[] Two(int number) => BitConverter.GetBytes((ushort)number);
        return [.. Two(runs.Count), .. runs.SelectMany(run => Two(run.Start).Concat(Two(run.Length - 1)))];
    }

    static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
