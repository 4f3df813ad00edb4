namespace Panta.Tracking.Searches;

/// <summary>What runs are sorted by: the first value, among equals the second, …; the last one is unique.</summary>
/// <param name="Kinds">What the values are.</param>
/// <param name="Descending">Of each, whether the largest come first.</param>
sealed record SortTerms(SortKind[] Kinds, bool[] Descending)
{
    /// <summary>The same, with ids of any form.</summary>
    public SortTerms WithIdsAsTexts() => this with { Kinds = Array.ConvertAll(Kinds, kind => kind == SortKind.Id ? SortKind.Text : kind) };

    /// <summary>Compares two runs by their order.</summary>
    public int Compare(RunBlock block, int i, RunBlock other, int j)
    {
        for (var term = 0; term < Kinds.Length; term++)
        {
            var compared = block.Columns[term].Compare(i, other.Columns[term], j);
            if (compared != 0) return Descending[term] ? -compared : compared;
        }

        return 0;
    }

    /// <summary>The places of a block's runs in their order.</summary>
    public int[] Sort(RunBlock runs)
    {
        var places = new int[runs.Count];
        for (var i = 0; i < places.Length; i++) places[i] = i;

        Action<int, int> sort = (_, _) => { };
        for (var term = Kinds.Length - 1; term >= 0; term--)
        {
            var (column, descending, next) = (runs.Columns[term], Descending[term], sort);
            sort = (start, end) => column.Sort(places, start, end, descending, next);
        }

        if (places.Length > 1) sort(0, places.Length);
        return places;
    }

    /// <summary>How many of a block's runs, which are in order, come before a run of another block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="other">The other block.</param>
    /// <param name="j">The run's place in it.</param>
    /// <param name="orEqual">Whether one at the same place in the order counts too.</param>
    public int CountBefore(RunBlock block, RunBlock other, int j, bool orEqual)
    {
        var (low, high) = (0, block.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var compared = Compare(block, middle, other, j);
            if (compared < 0 || (orEqual && compared == 0)) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
