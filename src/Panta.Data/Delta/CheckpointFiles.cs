using System.Globalization;
using System.Text.RegularExpressions;

namespace Panta.Data.Delta;

/// <summary>A whole checkpoint: its version and its files.</summary>
/// <param name="Version">The version whose state it holds.</param>
/// <param name="Parts">Its files, below the table.</param>
sealed partial record CheckpointFiles(long Version, string[] Parts)
{
    /// <summary>The whole checkpoints among the files of a log, ascending by version. Of several parts all must be there, or it is none.</summary>
    public static List<CheckpointFiles> Among(IEnumerable<string> names)
    {
        var parts = new List<(long Version, string Set, long Of, string Name)>();
        foreach (var name in names)
        {
            if (Pattern().Match(Path.GetFileName(name)) is not { Success: true } match || !TryNumber(match.Groups["version"].Value, out var version)) continue;

            var many = match.Groups["of"];
            parts.Add(many.Success && TryNumber(many.Value, out var of) ? (version, many.Value, of, name) : (version, name, 1, name));
        }

        return
        [
            .. parts.GroupBy(part => (part.Version, part.Set, part.Of))
                .Where(set => set.LongCount() == set.Key.Of)
                .OrderBy(set => set.Key.Version)
                .Select(set => new CheckpointFiles(set.Key.Version, [.. set.Select(part => part.Name).Order(StringComparer.Ordinal)])),
        ];
    }

    /// <summary>Reads digits.</summary>
    public static bool TryNumber(string digits, out long number) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"^(?<version>\d{20})\.checkpoint(?:\.\d{10}\.(?<of>\d{10})\.parquet|\.[0-9A-Za-z-]{1,64}\.(?:parquet|json)|\.parquet)$")]
    private static partial Regex Pattern();
}
