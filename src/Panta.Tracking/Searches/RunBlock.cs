using System.Data;

namespace Panta.Tracking.Searches;

/// <summary>Some runs with the values that they are sorted by.</summary>
/// <param name="terms">What they are sorted by.</param>
/// <param name="capacity">How many there will be, if known.</param>
sealed class RunBlock(SortTerms terms, int capacity)
{
    readonly SortColumn[] _columns = Array.ConvertAll(terms.Kinds, kind => SortColumn.Of(kind, capacity));
    long[] _runs = capacity == 0 ? [] : new long[capacity];

    /// <summary>Names the block, and the blocks made from it by taking runs out or in.</summary>
    public int Id { get; init; }

    /// <summary>How many runs it has.</summary>
    public int Count { get; private set; }

    /// <summary>The memory it takes.</summary>
    public long Bytes => _columns.Sum(column => column.Bytes) + ((long)_runs.Length * sizeof(long)) + 200;

    /// <summary>The runs' short keys.</summary>
    public ReadOnlySpan<long> Runs => _runs.AsSpan(0, Count);

    /// <summary>The values, one column a term.</summary>
    public SortColumn[] Columns => _columns;

    /// <summary>The array of the runs' short keys; longer than <see cref="Count"/> where the capacity was not known.</summary>
    public long[] RunArray => _runs;

    /// <summary>Adds the run of a row of <c>r.run</c> and the terms; false where a value is not of its term's kind.</summary>
    public bool TryRead(IDataRecord row)
    {
        for (var i = 0; i < _columns.Length; i++)
            if (!_columns[i].TryRead(row, i + 1)) return false;
        Add(row.GetInt64(0));
        return true;
    }

    /// <summary>Adds a place in the order that a page's token holds; false where a value is not of its term's kind.</summary>
    public bool TryAdd(IReadOnlyList<object> values, long run = 0)
    {
        for (var i = 0; i < _columns.Length; i++)
            if (!_columns[i].TryAdd(values[i])) return false;
        Add(run);
        return true;
    }

    /// <summary>Adds runs of another block.</summary>
    public void Add(RunBlock from, int start, int count)
    {
        for (var i = 0; i < _columns.Length; i++) _columns[i].Add(from._columns[i], start, count);
        if (Count + count > _runs.Length) Array.Resize(ref _runs, Math.Max(Count + count, _runs.Length * 2));
        from._runs.AsSpan(start, count).CopyTo(_runs.AsSpan(Count));
        Count += count;
    }

    void Add(long run)
    {
        if (Count == _runs.Length) Array.Resize(ref _runs, Math.Max(16, Count * 2));
        _runs[Count++] = run;
    }
}
