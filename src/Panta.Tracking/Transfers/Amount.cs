namespace Panta.Tracking.Transfers;

/// <summary>How many of something there are, and which, in words.</summary>
public static class Amount
{
    const int Named = 10;

    /// <summary>As in <c>1 run</c> and <c>2,000 runs</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="thing">What one of them is called, whose plural takes an s.</param>
    public static string Of(long number, string thing) => $"{number:N0} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>Joined as in <c>a, b and 3 more</c>: the first ten, so that no message grows with a store.</summary>
    internal static string Listed(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named:N0} more" : "");
}
