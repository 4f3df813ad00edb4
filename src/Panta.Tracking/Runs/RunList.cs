namespace Panta.Tracking.Runs;

/// <summary>The runs that a search found, in its order, as they were when it ran: eight bytes a run. <see cref="RunTable"/> reads them by position.</summary>
public sealed class RunList
{
    internal RunList(long[] keys, bool isCut) => (Keys, IsCut) = (keys, isCut);

    /// <summary>How many runs are in it.</summary>
    public int Count => Keys.Length;

    /// <summary>Whether the search found more runs than were asked for.</summary>
    public bool IsCut { get; }

    internal long[] Keys { get; }

    /// <summary>Some of the runs, evenly spread over the list, the first and last included.</summary>
    /// <param name="most">How many at most; at least 2.</param>
    public RunList Spread(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        if (Count <= most) return this;

        var some = new long[most];
        for (var i = 0; i < most; i++) some[i] = Keys[(long)i * (Count - 1) / (most - 1)];
        return new(some, true);
    }
}
