using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>
/// Commits and checkpoints deleted that are older than the log's retention, as the protocol's section on metadata cleanup has it: a checkpoint stays from which the
/// oldest kept version is read.
/// </summary>
static class LogCleanup
{
    /// <summary>Deletes what is too old. Costs a listing of the log.</summary>
    public static void Run(ITableFiles files, DeltaSnapshot table, DateTimeOffset now)
    {
        if (bool.TryParse(table.Properties.GetValueOrDefault("delta.enableExpiredLogCleanup"), out var enabled) && !enabled) return;

        // Whole days, as others count them: a version stays a little longer rather than a little shorter.
        var oldest = new DateTimeOffset((now - Retention.OfLog(table)).UtcDateTime.Date, TimeSpan.Zero);
        var log = LogListing.Of(files);
        if (log.Commits.Count == 0 || log.Commits.Values[0].Modified >= oldest) return;

        var expired = log.Commits.TakeWhile(commit => commit.Value.Modified < oldest).Select(commit => commit.Key).DefaultIfEmpty(-1).Last();
        var kept = log.Checkpoints.Where(checkpoint => checkpoint.Version <= expired).Select(checkpoint => checkpoint.Version).DefaultIfEmpty(-1).Max();
        files.Delete(log.Commits.Where(commit => commit.Key < kept).Select(commit => commit.Value.Name));
        files.Delete(log.Checkpoints.Where(checkpoint => checkpoint.Version < kept).SelectMany(checkpoint => checkpoint.Parts));
    }
}
