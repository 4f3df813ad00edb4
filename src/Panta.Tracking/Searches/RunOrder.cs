namespace Panta.Tracking.Searches;

/// <summary>The runs of a search in its order, as they were at one time. Immutable: a change makes another that shares what did not change.</summary>
sealed class RunOrder
{
    readonly RunBlock[] _blocks;
    readonly int[] _starts;

    /// <summary>An order of blocks.</summary>
    /// <param name="terms">What it is sorted by.</param>
    /// <param name="blocks">The runs in order; no block is empty.</param>
    /// <param name="last">The place up to which all runs are in it; null for the end.</param>
    public RunOrder(SortTerms terms, RunBlock[] blocks, RunBlock? last)
    {
        (Terms, _blocks, Last, _starts) = (terms, blocks, last, new int[blocks.Length]);
        for (var i = 0; i < blocks.Length; i++)
        {
            _starts[i] = Count;
            Count += blocks[i].Count;
        }
    }

    /// <summary>What it is sorted by.</summary>
    public SortTerms Terms { get; }

    /// <summary>How many runs are in it.</summary>
    public int Count { get; }

    /// <summary>Whether it has all runs of the search.</summary>
    public bool IsWhole => Last is null;

    /// <summary>The place up to which all runs are in it; null for the end.</summary>
    public RunBlock? Last { get; }

    /// <summary>Its blocks.</summary>
    public ReadOnlySpan<RunBlock> Blocks => _blocks;

    /// <summary>The short keys of runs from a position on.</summary>
    public long[] Runs(int start, int count)
    {
        var runs = new long[count];
        for (var (block, copied) = (BlockAt(start), 0); copied < count; block++)
        {
            var some = _blocks[block].Runs[(start + copied - _starts[block])..];
            some = some[..Math.Min(some.Length, count - copied)];
            some.CopyTo(runs.AsSpan(copied));
            copied += some.Length;
        }

        return runs;
    }

    /// <summary>The values that the run at a position is sorted by, as a page's token holds them.</summary>
    public IEnumerable<object> Values(int position)
    {
        var block = BlockAt(position);
        return _blocks[block].Columns.Select(column => column.Value(position - _starts[block]));
    }

    /// <summary>The position after a place in the order.</summary>
    public int After(RunBlock place)
    {
        if (_blocks.Length == 0) return 0;

        var block = BlockOf(place, 0);
        return _starts[block] + Terms.CountBefore(_blocks[block], place, 0, orEqual: true);
    }

    /// <summary>The block that has a run's place in the order, or the one it would be put in.</summary>
    public int BlockOf(RunBlock runs, int i)
    {
        var (low, high) = (0, _blocks.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (Terms.Compare(_blocks[middle], 0, runs, i) <= 0) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    int BlockAt(int position)
    {
        var found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }
}
