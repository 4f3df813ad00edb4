using System.Globalization;

namespace Panta.Data.Storage;

/// <summary>Numbers of bytes as people write them: <c>512MB</c>, <c>1.5 GiB</c>. KB, MB, GB and TB count by 1,000, KiB, MiB, GiB and TiB by 1,024.</summary>
public static class ByteSize
{
    /// <summary>What is allowed, for messages.</summary>
    public const string Form = "a number with KB, MB, GB, TB, KiB, MiB, GiB or TiB, as 2GB";

    /// <summary>Reads a size; more than a <c>long</c> holds is the most it holds.</summary>
    /// <param name="text">The text, which needs a unit.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Whether it is a size.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        bytes = 0;
        var number = text.AsSpan().TrimEnd("KMGTiBkmgtIb ");
        var unit = text[number.Length..].Trim().ToUpperInvariant();
        var (power, step) = (unit.Length == 0 ? 0 : "KMGT".IndexOf(unit[0], StringComparison.Ordinal) + 1, unit.Length == 3 ? 1024m : 1000m);
        if (power == 0 || unit[1..] is not ("B" or "IB")
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read)) return false;

        for (; power > 0 && read <= long.MaxValue; power--) read *= step;
        bytes = (long)Math.Min(read, long.MaxValue);
        return true;
    }
}
