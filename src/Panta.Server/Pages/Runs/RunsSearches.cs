using System.Security.Cryptography;
using Panta.Data.Reading;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Server.Pages;

/// <summary>
/// The searches that pages are scrolling through: each is run once and its order held, eight bytes a run, so that a jump to any row costs what the
/// first rows cost, and rows logged meanwhile shift nothing. The oldest are dropped when they hold too much; then, and after a restart, the search
/// simply runs again. Whoever asks for the same search while nothing was written gets the same order. Thread-safe.
/// </summary>
sealed class RunsSearches(RunTable table, Database database)
{
    /// <summary>The most rows of one table: more would be taller than a browser can make an element.</summary>
    public const int MostRows = 400_000;

    const int MostSearches = 32;

    static readonly long MostHeld = ProcessMemory.AtMost(32_000_000, share: 32) / sizeof(long);

    readonly Lock _lock = new();
    readonly LinkedList<(string Text, RunsSearch Search)> _held = []; // the last used first
    long _rows;

    /// <summary>The held search of that id; where it is not held any more, or is another address's, a new one.</summary>
    /// <param name="address">What is looked at; its position, its choice and its columns do not matter.</param>
    /// <param name="id">The search that the viewer has; empty for none.</param>
    /// <param name="query">Makes the query where it must be run.</param>
    /// <exception cref="ArgumentException">The filter or the order is not allowed.</exception>
    public RunsSearch Get(RunsAddress address, string id, Func<RunQuery> query)
    {
        var text = Text(address);
        var (changes, removals) = (database.Changes, database.RunChanges.Removals); // taken first: what is written while the search runs makes it old
        return Held(text, search => search.Id == id && search.Removals == removals) ?? Held(text, search => search.Changes == changes)
            ?? Find(text, query(), changes, removals);
    }

    RunsSearch Find(string text, RunQuery query, long changes, long removals)
    {
        var list = table.Find(query, MostRows);
        var found = new RunsSearch(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), list, RunsLook.Of(table, list), changes, removals);
        lock (_lock)
        {
            _held.AddFirst((text, found));
            _rows += list.Count;
            while (_held.Count > 1 && (_rows > MostHeld || _held.Count > MostSearches) && _held.Last is { } oldest)
            {
                _rows -= oldest.Value.Search.List.Count;
                _held.RemoveLast();
            }
        }

        return found;
    }

    RunsSearch? Held(string text, Predicate<RunsSearch> wanted)
    {
        lock (_lock)
        {
            for (var node = _held.First; node is not null; node = node.Next)
            {
                if (node.Value.Text != text || !wanted(node.Value.Search)) continue;

                _held.Remove(node);
                _held.AddFirst(node);
                return node.Value.Search;
            }
        }

        return null;
    }

    static string Text(RunsAddress address) => (address with { Start = 0, Selected = [], Columns = [] }).Link("");
}

/// <summary>
/// A search that was run: its rows in order, how its columns are best shown, and what had been written when it began; among that, how often runs had been
/// removed for good: the short key of one that is in it may be another's since.
/// </summary>
sealed record RunsSearch(string Id, RunList List, RunsLook Look, long Changes, long Removals)
{
    /// <summary>The columns shown where the address names none; chosen once, so that rows fetched later have the same. Default null: not chosen yet.</summary>
    public IReadOnlyList<RunColumn>? Columns { get; set; }
}
