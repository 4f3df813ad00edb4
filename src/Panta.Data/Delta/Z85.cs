namespace Panta.Data.Delta;

/// <summary>Base 85 in the alphabet of ZeroMQ's Z85, which JSON needs not escape: five characters for four bytes.</summary>
static class Z85
{
    const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    /// <summary>The bytes, or null where the text is no Z85.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length % 5 != 0) return null;

        var bytes = new byte[text.Length / 5 * 4];
        for (int at = 0, into = 0; at < text.Length; at += 5, into += 4)
        {
            ulong value = 0;
            foreach (var character in text.Slice(at, 5))
            {
                var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
                if (digit < 0) return null;
                value = value * 85 + (ulong)digit;
            }

            if (value > uint.MaxValue) return null;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(into), (uint)value);
        }

        return bytes;
    }
}
