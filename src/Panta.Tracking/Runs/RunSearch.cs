using Panta.Tracking.Filters;
using Panta.Tracking.Searches;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// A search that was made and is remembered: its runs in order, brought up to date when it is asked for again by asking the database of the runs that
/// changed since, and of no others. Where an index has the order, or not all can be remembered, only the first runs are. Thread-safe.
/// </summary>
sealed class RunSearch
{
    const int MostLedTo = 10_000; // runs; an index leads to those beyond as fast as to these
    const int FewChanges = 100;

    // Who waits longer for one that is made asks the database instead.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    readonly Lock _lock = new();
    readonly Lock _making;
    readonly RunQuery _query;
    readonly Database _database;
    readonly long _mostBytes;
    readonly Paging _paging;
    readonly bool _isIndexed;
    SortTerms _terms;
    LiveOrder? _live;
    long _changes; // that were noted when the order was read
    bool _isPartial;
    long _mostKept = long.MaxValue; // runs that have room
    volatile Known? _known;

    /// <summary>A search that was not made yet.</summary>
    /// <param name="query">What is looked for; its count and token are not used.</param>
    /// <param name="database">Where the runs are kept.</param>
    /// <param name="mostBytes">The most memory to take.</param>
    /// <param name="making">Held while all runs of a search are read: one such search at a time takes the memory for that.</param>
    /// <exception cref="ArgumentException">Filter, order or an experiment's id is not allowed.</exception>
    public RunSearch(RunQuery query, Database database, long mostBytes, Lock making)
    {
        var chosen = RunSelection.Of(query, database, []);
        (_query, _database, _mostBytes, _making) = (query, database, mostBytes, making);
        (_paging, _isIndexed, _terms) = (chosen.Paging, chosen.IsIndexed, chosen.Terms);
    }

    /// <summary>The memory it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>A page of it; null where it must be asked of the database.</summary>
    /// <param name="token">The token of the page before.</param>
    /// <param name="size">The most runs of the page.</param>
    /// <exception cref="ArgumentException">The token is not allowed.</exception>
    public Page<long>? Page(string? token, int size)
    {
        if (string.IsNullOrEmpty(token)) return Order(size + 1L) is { } first ? Page(first, 0, size) : null;

        var values = _paging.Values(token);
        if (Order(1) is not { } order) return null;

        var place = new RunBlock(order.Terms, 1);
        if (!place.TryAdd(values)) return null;
        // Between two looks runs may go: then there are fewer than were asked for, once more.
        for (var looks = 0; looks < 3; looks++)
        {
            if (order.Last is { } last && order.Terms.Compare(last, 0, place, 0) <= 0) return null;

            var start = order.After(place);
            if (order.IsWhole || start + size < order.Count) return Page(order, start, size);
            if (_isIndexed && start > MostLedTo) return null;
            if (Order(start + size + 1L) is not { } longer || longer.Terms != order.Terms) return null;
            order = longer;
        }

        return null;
    }

    /// <summary>
    /// The order as it is now, of at least so many runs or of all; null where these are more than can be remembered, or reading them takes others long.
    /// </summary>
    public RunOrder? Order(long least)
    {
        if (_known is { } known && known.Changes == _database.RunChanges.Count && IsEnough(known.Order, least)) return known.Order;
        if (!_lock.TryEnter(Patience)) return null;

        try
        {
            BringUpToDate();
            if (_live is null || !IsEnough(_live.Order, least)) Make(least);
            return _live is not null && IsEnough(_live.Order, least) ? _live.Order : null;
        }
        catch
        {
            _live = null; // half changed, perhaps
            throw;
        }
        finally
        {
            Bytes = _live?.Bytes ?? 0;
            _known = _live is null ? null : new(_live.Order, _changes);
            _lock.Exit();
        }
    }

    static bool IsEnough(RunOrder order, long least) => order.IsWhole || order.Count >= least;

    static Page<long> Page(RunOrder order, int start, int size)
    {
        var count = Math.Min(size, order.Count - start);
        return new(order.Runs(start, count), start + count < order.Count ? Paging.Token(order.Values(start + count - 1)) : null);
    }

    void BringUpToDate()
    {
        if (_live is null) return;

        var (runs, changes) = _database.RunChanges.Since(_changes);
        // An index finds the first runs sooner than many that changed.
        if (_isIndexed && string.IsNullOrEmpty(_query.Filter) && runs?.Count > Math.Max(FewChanges, _live.Order.Count / 10)) runs = null;
        if (runs is { Count: > 0 })
        {
            var chosen = RunSelection.Of(_query, _database, [.. runs]);
            var (found, end) = _database.Read(c => chosen.Read(c, chosen.Unordered, _live.Order.Terms, _mostBytes));
            if (end == ReadEnd.Done) _live.Change(runs, found);
            else runs = null;
        }

        _changes = changes;
        if (runs is null || _live.Bytes > _mostBytes) _live = null;
    }

    void Make(long least)
    {
        // More than are asked for, so that one who reads page after page does not make it anew for each.
        var wanted = Math.Min(_mostKept, _live is null ? least : least * 2);
        _live = null;
        if (wanted < least) return;

        if (_isPartial || _isIndexed)
        {
            MakeOf(wanted, isPartial: true, least);
            return;
        }

        if (!_making.TryEnter(Patience)) return;

        try
        {
            MakeOf(wanted, isPartial: false, least);
        }
        finally
        {
            _making.Exit();
        }
    }

    void MakeOf(long wanted, bool isPartial, long least)
    {
        _changes = _database.RunChanges.Count; // taken first: what is written while it reads is asked for next time
        var chosen = RunSelection.Of(_query, _database);
        var (runs, end) = _database.Read(
            c => chosen.Read(c, isPartial ? $"{chosen.Ordered}\nLIMIT {wanted}" : chosen.Unordered, _terms, _mostBytes));
        if (end == ReadEnd.OtherKind)
        {
            _terms = _terms.WithIdsAsTexts();
            Make(least);
            return;
        }

        if (end == ReadEnd.Done) _live = new(_terms, runs, isWhole: !isPartial || runs.Count < wanted);
        if (end == ReadEnd.Done && _live?.Bytes <= _mostBytes) return;

        _live = null; // too many
        if (isPartial)
        {
            _mostKept = runs.Count / 2;
            return;
        }

        _isPartial = true;
        Make(least);
    }

    sealed record Known(RunOrder Order, long Changes);
}
