using System.Runtime.CompilerServices;
using System.Text;
using Panta.Data.Reading;
using Panta.Tracking.Filters;
using Panta.Tracking.Searches;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// Which runs a search finds, and in what order; what they hold is read elsewhere. A search once made is remembered and kept up to date, so that asking
/// again costs what the page costs, whatever its order and filter and however many runs there are. One for a database, for all who search it. Thread-safe.
/// </summary>
public sealed class RunSearches
{
    const long MostBytes = 128 << 20;
    const int ShareOfMemory = 12; // making one takes several times what it holds then
    const int MostSearches = 1000, BytesOfEach = 2000;

    static readonly ConditionalWeakTable<Database, RunSearches> OfDatabases = [];

    readonly Lock _lock = new();
    readonly Lock _making = new();
    readonly Dictionary<string, LinkedListNode<Entry>> _entries = [];
    readonly LinkedList<Entry> _used = []; // the last used first
    readonly Database _database;
    readonly long _mostBytes;

    internal RunSearches(Database database, long? mostBytes = null)
    {
        _database = database;
        _mostBytes = mostBytes ?? ProcessMemory.AtMost(MostBytes, ShareOfMemory);
    }

    /// <summary>The memory that the remembered searches take.</summary>
    internal long Bytes { get; private set; }

    /// <summary>How many searches are remembered.</summary>
    internal int Count => _used.Count;

    /// <summary>The searches of a database.</summary>
    /// <param name="database">Where runs are kept.</param>
    public static RunSearches Of(Database database) => OfDatabases.GetValue(database, each => new(each));

    /// <summary>A page of a search, as its runs' short keys (<see cref="RunChanges"/> names runs by them too).</summary>
    /// <param name="query">What to look for.</param>
    /// <exception cref="ArgumentException">Filter, order, count or token is not allowed.</exception>
    public Page<long> Page(RunQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Limits.RequireMaxResults(query.MaxResults, 50_000);
        return Ask(query, search => search.Page(query.PageToken, query.MaxResults)) ?? PageBySql(query);
    }

    /// <summary>The order of a search as it is now, of at least so many runs or of all; null where these are more than can be remembered.</summary>
    /// <param name="query">What to look for; its count and token are not used.</param>
    /// <param name="least">How many runs.</param>
    /// <exception cref="ArgumentException">Filter or order is not allowed.</exception>
    internal RunOrder? Order(RunQuery query, long least) => Ask(query, search => search.Order(least));

    /// <summary>A page that is asked of the database.</summary>
    internal Page<long> PageBySql(RunQuery query)
    {
        var chosen = RunSelection.Of(query, _database);
        chosen.Paging.After(query.PageToken, chosen.Sql);

        var (runs, next) = _database.Read(c => chosen.Paging.Read(c, chosen.Ordered, chosen.Sql, query.MaxResults, row => row.GetInt64(0)));
        return new(runs, next);
    }

    T? Ask<T>(RunQuery query, Func<RunSearch, T?> question)
    {
        var entry = Find(query);
        var answer = question(entry.Search);
        if (entry.Search.Bytes != entry.Bytes) Weigh(entry);
        return answer;
    }

    Entry Find(RunQuery query)
    {
        var key = Key(query);
        lock (_lock)
            if (_entries.TryGetValue(key, out var node))
            {
                _used.Remove(node);
                _used.AddFirst(node);
                return node.Value;
            }

        var made = new Entry(key, new(query with { PageToken = null }, _database, _mostBytes, _making)); // reads the filter; not while others wait
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node)) return node.Value; // somebody was quicker: it is made once
            _entries.Add(key, _used.AddFirst(made));
            Bytes += made.Weight;
            Drop();
        }

        return made;
    }

    void Weigh(Entry entry)
    {
        lock (_lock)
        {
            var before = entry.Weight;
            entry.Bytes = entry.Search.Bytes;
            if (_entries.GetValueOrDefault(entry.Key)?.Value != entry) return; // dropped meanwhile
            Bytes += entry.Weight - before;
            Drop();
        }
    }

    void Drop()
    {
        while (_used.Count > 1 && (Bytes > _mostBytes || _used.Count > MostSearches) && _used.Last is { } oldest)
        {
            Bytes -= oldest.Value.Weight;
            _entries.Remove(oldest.Value.Key);
            _used.RemoveLast();
        }
    }

    // Each text with its length: no two searches are told alike.
    static string Key(RunQuery query)
    {
        var key = new StringBuilder().Append(query.ExperimentIds.Count);
        foreach (var experiment in query.ExperimentIds) key.Append(' ').Append(experiment.Length).Append(' ').Append(experiment);
        key.Append(' ').Append((int)query.View).Append(' ').Append(query.Filter?.Length ?? 0).Append(' ').Append(query.Filter);
        foreach (var order in query.OrderBy) key.Append(' ').Append(order.Length).Append(' ').Append(order);
        return key.ToString();
    }

    sealed class Entry(string key, RunSearch search)
    {
        public string Key => key;

        public RunSearch Search => search;

        /// <summary>The memory of its search when it was last looked at.</summary>
        public long Bytes { get; set; }

        /// <summary>With its texts, which are held twice: in the key, and in the query.</summary>
        public long Weight => Bytes + (2L * key.Length * sizeof(char)) + BytesOfEach;
    }
}
