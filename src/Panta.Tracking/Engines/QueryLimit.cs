namespace Panta.Tracking.Engines;

/// <summary>How long one query may compute: a filter that needs minutes would hold a thread that others wait for.</summary>
static class QueryLimit
{
    /// <summary>25 seconds; below the time after which clients ask again.</summary>
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(25);

    /// <summary>As long as it takes: for looking after a store, where nobody else waits.</summary>
    public static TimeSpan None { get; } = TimeSpan.MaxValue;

    /// <summary>What whoever asked is told. It is their query, so to ask again is of no use.</summary>
    public static ArgumentException Exceeded(Exception error) => new(
        "The query took too long and was ended. Ask for less: name fewer experiments, compare fewer things, sort by fewer keys, or take smaller pages.", error);
}
