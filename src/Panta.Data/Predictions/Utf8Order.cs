using Panta.Data.Delta;

namespace Panta.Data.Predictions;

/// <summary>The order in which statistics of files compare texts.</summary>
sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y) => FileStatistics.Utf8Order(x ?? "", y ?? "");
}
