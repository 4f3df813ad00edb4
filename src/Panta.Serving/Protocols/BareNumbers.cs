namespace Panta.Serving.Protocols;

/// <summary>Puts quotes around the tokens NaN, Infinity and -Infinity, which Python's JSON writes and accepts and the standard does not know.</summary>
static class BareNumbers
{
    /// <summary>The body with such tokens quoted, or null when it holds none outside of text.</summary>
    public static byte[]? Quote(ReadOnlySpan<byte> json)
    {
        var found = new List<(int Start, int Length)>();
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '"')
            {
                i = EndOfText(json, i);
                continue;
            }

            var rest = json[i..];
            var length = rest.StartsWith("NaN"u8) ? 3 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("-Infinity"u8) ? 9 : 0;
            if (length == 0) continue;

            found.Add((i, length));
            i += length - 1;
        }
        return found.Count == 0 ? null : Quote(json, found);
    }

    static int EndOfText(ReadOnlySpan<byte> json, int start)
    {
        var i = start + 1;
        while (i < json.Length && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
        return i;
    }

    static byte[] Quote(ReadOnlySpan<byte> json, List<(int Start, int Length)> tokens)
    {
        var quoted = new byte[json.Length + 2 * tokens.Count];
        int from = 0, to = 0;
        foreach (var (start, length) in tokens)
        {
            json[from..start].CopyTo(quoted.AsSpan(to));
            to += start - from;
            quoted[to++] = (byte)'"';
            json.Slice(start, length).CopyTo(quoted.AsSpan(to));
            to += length;
            quoted[to++] = (byte)'"';
            from = start + length;
        }
        json[from..].CopyTo(quoted.AsSpan(to));
        return quoted;
    }
}
