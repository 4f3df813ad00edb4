using System.Text.Json;

namespace Panta.Data.Delta;

/// <summary>The times of commits: where the table keeps them in the commits (feature <c>inCommitTimestamp</c>), each is later than the one before.</summary>
sealed class CommitClock
{
    readonly TimeProvider _time;
    readonly bool _inCommit;
    long _last = long.MinValue;

    public CommitClock(LiveTable table, DeltaSnapshot before)
    {
        _time = table.Time;
        _inCommit = IsKept(before.State);
        if (_inCommit && table.Log.TryRead(before.Version) is { } last) Passed(last);
    }

    /// <summary>Whether commits of a table have to say when they were made.</summary>
    public static bool IsKept(TableState state) =>
        state.Protocol.WriterFeatures?.Contains("inCommitTimestamp") == true
        && bool.TryParse(state.Metadata.Configuration.GetValueOrDefault("delta.enableInCommitTimestamps"), out var enabled) && enabled;

    /// <summary>The time of a commit made now, in milliseconds, and whether the commit keeps it.</summary>
    public (long Milliseconds, bool InCommit) Next()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _inCommit ? (Math.Max(now, _last + 1), true) : (now, false);
    }

    /// <summary>Learns of a commit that was there first.</summary>
    public void Passed(ActionList commit)
    {
        if (!_inCommit || commit.CommitInfo is not { } info) return;

        using var document = JsonDocument.Parse(info);
        if (document.RootElement.TryGetProperty("inCommitTimestamp", out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out var milliseconds))
            _last = Math.Max(_last, milliseconds);
    }
}
