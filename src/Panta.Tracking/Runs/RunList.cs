using Panta.Tracking.Searches;

namespace Panta.Tracking.Runs;

/// <summary>The runs that a search found, in its order, as they were when it ran: eight bytes a run at most. <see cref="RunTable"/> reads them by position.</summary>
public sealed class RunList
{
    readonly long[][] _parts; // shared with the remembered search and what it becomes, where nothing changed in them
    readonly int[] _starts;

    internal RunList(long[] keys, bool isCut)
        : this([keys], keys.Length, isCut)
    {
    }

    internal RunList(RunOrder order, int most)
        : this(First(order, most), Math.Min(order.Count, most), order.Count > most)
    {
    }

    RunList(long[][] parts, int count, bool isCut)
    {
        (_parts, Count, IsCut, _starts) = (parts, count, isCut, new int[parts.Length]);
        for (var i = 1; i < parts.Length; i++) _starts[i] = _starts[i - 1] + parts[i - 1].Length;
    }

    /// <summary>How many runs are in it.</summary>
    public int Count { get; }

    /// <summary>Whether the search found more runs than were asked for.</summary>
    public bool IsCut { get; }

    /// <summary>Some of the runs, evenly spread over the list, the first and last included.</summary>
    /// <param name="most">How many at most; at least 2.</param>
    public RunList Spread(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        if (Count <= most) return this;

        var some = new long[most];
        for (var i = 0; i < most; i++) some[i] = Key((int)((long)i * (Count - 1) / (most - 1)));
        return new(some, true);
    }

    /// <summary>The short keys of runs from a position on; fewer at the end.</summary>
    internal long[] Keys(int start, int count)
    {
        var first = Math.Min(start, Count);
        var keys = new long[Math.Min(count, Count - first)];
        for (var i = 0; i < keys.Length; i++) keys[i] = Key(first + i);
        return keys;
    }

    // Those beyond are not held: they would be as long as the list is.
    static long[][] First(RunOrder order, int most)
    {
        var parts = new List<long[]>();
        for (int i = 0, count = 0; i < order.Blocks.Length && count < most; count += parts[^1].Length, i++) parts.Add(order.Blocks[i].RunArray);
        return [.. parts];
    }

    long Key(int position)
    {
        var found = Array.BinarySearch(_starts, position);
        var part = found >= 0 ? found : ~found - 1;
        return _parts[part][position - _starts[part]];
    }
}
