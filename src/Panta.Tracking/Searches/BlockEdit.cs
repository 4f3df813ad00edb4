namespace Panta.Tracking.Searches;

/// <summary>What changes in a block.</summary>
sealed class BlockEdit
{
    /// <summary>The places of the runs that are taken out.</summary>
    public List<int> Removed { get; } = [];

    /// <summary>The runs that are put in, in order: before which place of the block, and their place among the found runs.</summary>
    public List<(int At, int Run)> Added { get; } = [];

    /// <summary>The block as it is then, under the same id.</summary>
    public RunBlock Apply(SortTerms terms, RunBlock block, RunBlock found)
    {
        Removed.Sort();
        var made = new RunBlock(terms, block.Count - Removed.Count + Added.Count) { Id = block.Id };
        var (at, removed, added) = (0, 0, 0);
        while (removed < Removed.Count || added < Added.Count)
        {
            var adds = added < Added.Count && (removed == Removed.Count || Added[added].At <= Removed[removed]);
            var next = adds ? Added[added].At : Removed[removed];
            made.Add(block, at, next - at);
            at = adds ? next : next + 1;
            if (adds) made.Add(found, Added[added++].Run, 1);
            else removed++;
        }

        made.Add(block, at, block.Count - at);
        return made;
    }
}
