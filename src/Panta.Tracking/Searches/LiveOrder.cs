namespace Panta.Tracking.Searches;

/// <summary>
/// An order of runs that changes: runs are taken out, put in and moved without touching more than the blocks they are in, so that a change costs the same
/// among a million runs. One thread at a time uses it; the orders it gave stay as they are.
/// </summary>
sealed class LiveOrder
{
    const int Most = 1024; // runs a block; one with more is split
    const int Usual = Most / 2;

    readonly SortTerms _terms;
    readonly RunPlaces _places = new();
    int[] _indexes = []; // of blocks by their ids
    int _ids;
    long _blockBytes;

    /// <summary>Puts runs in order.</summary>
    /// <param name="terms">What they are sorted by.</param>
    /// <param name="runs">The runs, in any order.</param>
    /// <param name="isWhole">Whether these are all; else all up to the last of them.</param>
    public LiveOrder(SortTerms terms, RunBlock runs, bool isWhole)
    {
        _terms = terms;
        var places = terms.Sort(runs);
        var blocks = new RunBlock[(places.Length + Usual - 1) / Usual];
        for (var i = 0; i < blocks.Length; i++)
        {
            var part = places.AsSpan(i * Usual, Math.Min(Usual, places.Length - (i * Usual)));
            blocks[i] = new(terms, part.Length) { Id = _ids++ };
            foreach (var place in part) blocks[i].Add(runs, place, 1);
            NotePlaces(blocks[i]);
        }

        RunBlock? last = null;
        if (!isWhole)
        {
            last = new(terms, 1);
            last.Add(runs, places[^1], 1);
        }

        Order = new(terms, blocks, last);
        _blockBytes = blocks.Sum(block => block.Bytes);
        IndexBlocks();
    }

    /// <summary>The order now.</summary>
    public RunOrder Order { get; private set; }

    /// <summary>The memory it takes.</summary>
    public long Bytes => _blockBytes + _places.Bytes + (Order.Blocks.Length * 16L);

    /// <summary>Brings runs to where they belong now.</summary>
    /// <param name="changed">The runs that may have changed.</param>
    /// <param name="found">Those of them that the search finds now.</param>
    public void Change(IReadOnlySet<long> changed, RunBlock found)
    {
        var edits = new SortedDictionary<int, BlockEdit>();
        var rest = TakeOut(changed, found, edits);
        foreach (var i in _terms.Sort(found))
            if (rest.Contains(found.Runs[i]) && (Order.Last is null || _terms.Compare(found, i, Order.Last, 0) <= 0)) PutIn(found, i, edits);
        if (edits.Count == 0) return;

        var blocks = Order.Blocks.ToArray().ToList();
        foreach (var (index, edit) in edits.Reverse())
        {
            if (blocks.Count == 0)
            {
                blocks.Add(new(_terms, 0) { Id = _ids++ });
                _blockBytes += blocks[0].Bytes;
            }

            var made = Split(edit.Apply(_terms, blocks[index], found));
            _blockBytes += made.Sum(block => block.Bytes) - blocks[index].Bytes;
            if (made is [var one])
            {
                blocks[index] = one;
                foreach (var (_, i) in edit.Added) _places[found.Runs[i]] = one.Id;
                continue;
            }

            blocks.RemoveAt(index);
            blocks.InsertRange(index, made);
            made.ForEach(NotePlaces);
        }

        Order = new(_terms, [.. blocks], Order.Last);
        IndexBlocks();
    }

    /// <summary>Takes out runs that are not found, or not with the same values; answers the found ones that must be put in.</summary>
    HashSet<long> TakeOut(IReadOnlySet<long> changed, RunBlock found, SortedDictionary<int, BlockEdit> edits)
    {
        var rest = new Dictionary<long, int>();
        for (var i = 0; i < found.Count; i++) rest.Add(found.Runs[i], i);

        foreach (var run in changed)
        {
            var id = _places[run];
            if (id < 0) continue;

            var index = _indexes[id];
            var block = Order.Blocks[index];
            var place = block.Runs.IndexOf(run);
            if (rest.TryGetValue(run, out var i) && _terms.Compare(block, place, found, i) == 0)
            {
                rest.Remove(run);
                continue;
            }

            Edit(edits, index).Removed.Add(place);
            _places[run] = -1;
        }

        return [.. rest.Keys];
    }

    void PutIn(RunBlock found, int i, SortedDictionary<int, BlockEdit> edits)
    {
        var index = Order.Blocks.Length == 0 ? 0 : Order.BlockOf(found, i);
        var at = Order.Blocks.Length == 0 ? 0 : _terms.CountBefore(Order.Blocks[index], found, i, orEqual: false);
        Edit(edits, index).Added.Add((at, i));
    }

    static BlockEdit Edit(SortedDictionary<int, BlockEdit> edits, int index)
    {
        if (!edits.TryGetValue(index, out var edit)) edits.Add(index, edit = new());
        return edit;
    }

    List<RunBlock> Split(RunBlock block)
    {
        if (block.Count <= Most) return block.Count == 0 ? [] : [block];

        var parts = new List<RunBlock>();
        var count = block.Count / ((block.Count + Usual - 1) / Usual) + 1;
        for (var start = 0; start < block.Count; start += count)
        {
            count = Math.Min(count, block.Count - start);
            var part = new RunBlock(_terms, count) { Id = _ids++ };
            part.Add(block, start, count);
            parts.Add(part);
        }

        return parts;
    }

    void NotePlaces(RunBlock block)
    {
        foreach (var run in block.Runs) _places[run] = block.Id;
    }

    void IndexBlocks()
    {
        if (_indexes.Length < _ids) Array.Resize(ref _indexes, _ids * 2);
        for (var i = 0; i < Order.Blocks.Length; i++) _indexes[Order.Blocks[i].Id] = i;
    }
}
