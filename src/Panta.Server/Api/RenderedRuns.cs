using System.Buffers;
using System.Text.Json;
using Panta.Data.Reading;
using Panta.Tracking.Filters;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Server.Api;

/// <summary>
/// Runs as answers hold them, remembered until they change: writing the same fifty again for everybody who looks at a page costs more than all else that
/// the page needs. Thread-safe.
/// </summary>
/// <param name="runs">Where they are read.</param>
/// <param name="database">Tells which of them changed.</param>
sealed class RenderedRuns(RunStore runs, Database database)
{
    /// <summary>Larger pages are read by who wants everything, once.</summary>
    public const int LargestPage = 1000;

    const int Attempts = 10;

    readonly RunSearches _searches = RunSearches.Of(database);
    readonly Lock _lock = new();
    readonly RecentBytes _recent = new(ProcessMemory.AtMost(32 << 20, share: 32));
    long _asOf; // the count of changes up to which those that changed were forgotten

    /// <summary>A page of a search, as its runs' JSON.</summary>
    /// <param name="query">What to look for.</param>
    /// <exception cref="ArgumentException">Filter, order, count or token is not allowed.</exception>
    public Page<byte[]> Search(RunQuery query)
    {
        for (var attempt = 1; ; attempt++)
        {
            var count = database.RunChanges.Count;
            var found = _searches.Page(query);
            var page = new Page<byte[]>(Get(found.Items), found.NextToken);
            // A run that changed meanwhile is as it is now, and not as it was found. Where they change all the time, each is at least as it is now.
            if (attempt == Attempts || !HaveChanged(found.Items, count)) return page;
        }
    }

    // In the order of the keys, without those that were removed for good.
    List<byte[]> Get(IReadOnlyList<long> keys)
    {
        var (found, missing, count) = (new Dictionary<long, byte[]>(keys.Count), new List<long>(), 0L);
        lock (_lock)
        {
            count = CatchUp();
            foreach (var key in keys)
                if (_recent.Find(key) is { } bytes) found[key] = bytes;
                else missing.Add(key);
        }

        if (missing.Count > 0) Read(missing, found, count);
        return [.. keys.Where(found.ContainsKey).Select(key => found[key])];
    }

    // Reads what is missing. What changed while it was read may have been read before the change: it is answered, and not remembered.
    void Read(List<long> keys, Dictionary<long, byte[]> found, long count)
    {
        var read = new List<long>(keys.Count);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, WireRequest.Writing);
        foreach (var (key, run) in runs.Get(keys))
        {
            json.WriteRun(run);
            json.Flush();
            found[key] = buffer.WrittenSpan.ToArray();
            read.Add(key);
            buffer.ResetWrittenCount();
            json.Reset();
        }

        lock (_lock)
        {
            CatchUp();
            if (database.RunChanges.Since(count).Runs is not { } changed) return;
            foreach (var key in read)
                if (!changed.Contains(key)) _recent.Add(key, found[key]);
        }
    }

    long CatchUp()
    {
        if (database.RunChanges.Count == _asOf) return _asOf;

        var (changed, count) = database.RunChanges.Since(_asOf);
        if (changed is null) _recent.Clear();
        else
            foreach (var run in changed) _recent.Remove(run);
        return _asOf = count;
    }

    bool HaveChanged(IReadOnlyList<long> keys, long count) =>
        database.RunChanges.Count != count && (database.RunChanges.Since(count).Runs is not { } changed || keys.Any(changed.Contains));
}
