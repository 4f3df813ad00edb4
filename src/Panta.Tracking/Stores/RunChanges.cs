namespace Panta.Tracking.Stores;

/// <summary>
/// Which runs were changed by what is on disk: made, changed, deleted, removed, or logged to. Who remembers something of runs asks what changed since, and
/// looks at those runs anew. Only the last changes are known. Thread-safe.
/// </summary>
public sealed class RunChanges
{
    const int Kept = 1 << 15;

    readonly Lock _lock = new();
    readonly long[] _runs = new long[Kept];
    long _count;
    long _unknownBefore;
    long _removals;

    /// <summary>A number that grows with every change; 0 before the first.</summary>
    /// <remarks>Taken before a read begins, it is of changes that the read sees.</remarks>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>A number that grows whenever runs are removed for good: the short key of a removed run may be given again.</summary>
    public long Removals => Interlocked.Read(ref _removals);

    /// <summary>The runs changed since <see cref="Count"/> was that, by their short keys, and what it is now.</summary>
    /// <param name="count">What it was.</param>
    /// <returns>No runs (null) where it is not known: after more than 32,768 changes, or one that may have been to any run.</returns>
    public (IReadOnlySet<long>? Runs, long Count) Since(long count)
    {
        lock (_lock)
        {
            if (count < _unknownBefore || _count - count > Kept) return (null, _count);

            var runs = new HashSet<long>();
            for (var change = count; change < _count; change++) runs.Add(_runs[change % Kept]);
            return (runs, _count);
        }
    }

    /// <summary>Notes the changes of committed work.</summary>
    internal void Add(IReadOnlyList<WriteWork> group)
    {
        lock (_lock)
            foreach (var work in group)
            {
                if (work.Error is not null) continue;
                if (work.TouchesAnyRun) Forget();
                if (work.RemovesRuns) _removals++;
                foreach (var run in work.TouchedRuns) _runs[_count++ % Kept] = run;
            }
    }

    /// <summary>Notes that any run may have been changed.</summary>
    internal void Forget()
    {
        lock (_lock) _unknownBefore = ++_count;
    }
}
