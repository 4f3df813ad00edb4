using System.Text.Json;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>
/// When the versions of a table were committed: by the commit's own word (<c>inCommitTimestamp</c>, else <c>timestamp</c>), which survives copying, else by the
/// time of its file. Each is later than the one before, by a millisecond at least.
/// </summary>
sealed class CommitTimes
{
    const long MaxCommitBytes = 1L << 30;
    const long MaxMilliseconds = 60_000_000_000_000; // until the year 3871

    readonly SortedList<long, DateTimeOffset> _times = [];
    readonly string _table;

    CommitTimes(string table) => _table = table;

    /// <summary>The times of the versions that the log still has and that can be read.</summary>
    /// <param name="files">The table's files.</param>
    public static CommitTimes Of(ITableFiles files)
    {
        var log = LogListing.Of(files);
        var oldest = log.Commits.ContainsKey(0) ? 0 : log.Checkpoints.Count > 0 ? log.Checkpoints[0].Version : long.MaxValue;
        var times = new CommitTimes(files.Location);
        var last = long.MinValue;
        foreach (var (version, file) in log.Commits.Where(commit => commit.Key >= oldest))
        {
            last = Math.Max(Told(files, file.Name) ?? file.Modified.ToUnixTimeMilliseconds(), last == long.MinValue ? last : last + 1);
            times._times[version] = DateTimeOffset.UnixEpoch.AddMilliseconds(last);
        }

        return times;
    }

    /// <summary>The time of a version; null where its commit is gone.</summary>
    public DateTimeOffset? this[long version] => _times.TryGetValue(version, out var time) ? time : null;

    /// <summary>The last version committed at a time or before.</summary>
    /// <exception cref="DeltaException">There was none yet.</exception>
    public long VersionAt(DateTimeOffset time)
    {
        if (_times.Count == 0) throw new DeltaException(_table, "its log has no commit whose time is known. Ask for a version by its number.");
        if (time < _times.Values[0])
            throw new DeltaException(
                _table,
                $"at {Text(time)} there was no version that can be read; the first one, {_times.Keys[0]}, is of {Text(_times.Values[0])}. Ask for a later time.");

        return _times.Last(commit => commit.Value <= time).Key;
    }

    /// <summary>The first version committed at a time or after; null where there is none.</summary>
    public long? VersionFrom(DateTimeOffset time) => _times.Where(commit => commit.Value >= time).Select(commit => (long?)commit.Key).FirstOrDefault();

    static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    // Only the line of commitInfo is parsed: a commit may name very many files. What is no time is no word.
    static long? Told(ITableFiles files, string name)
    {
        ReadOnlyMemory<byte> text = files.TryRead(name, MaxCommitBytes) ?? [];
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.Span.IndexOf("\"commitInfo\""u8) is >= 0 and < 8) return TimeIn(line);
        }

        return null;
    }

    static long? TimeIn(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("commitInfo", out var info)) return null;

            foreach (var name in (ReadOnlySpan<string>)["inCommitTimestamp", "timestamp"])
                if (info.ValueKind == JsonValueKind.Object && info.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
                    && value.TryGetInt64(out var milliseconds) && milliseconds is > -MaxMilliseconds and < MaxMilliseconds)
                    return milliseconds;
            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
