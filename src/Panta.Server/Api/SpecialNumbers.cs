namespace Panta.Server.Api;

/// <summary>Some clients write <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> as bare tokens, which is not JSON.</summary>
static class SpecialNumbers
{
    /// <summary>The same text with those tokens in quotes where they stand outside of strings.</summary>
    public static byte[] Quote(ReadOnlySpan<byte> json)
    {
        var quoted = new List<byte>(json.Length + 16);
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var token = inString ? default : Token(json[i..]);
            if (token.Length > 0)
            {
                quoted.Add((byte)'"');
                quoted.AddRange(token);
                quoted.Add((byte)'"');
                i += token.Length - 1;
                continue;
            }

            quoted.Add(json[i]);
            if (inString && json[i] == '\\' && i + 1 < json.Length) quoted.Add(json[++i]);
            else if (json[i] == '"') inString = !inString;
        }

        return [.. quoted];
    }

    static ReadOnlySpan<byte> Token(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("NaN"u8) ? "NaN"u8 : rest.StartsWith("Infinity"u8) ? "Infinity"u8 : rest.StartsWith("-Infinity"u8) ? "-Infinity"u8 : default;
}
