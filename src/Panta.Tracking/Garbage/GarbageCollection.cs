using System.Collections.Concurrent;
using Panta.Data.Storage;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Garbage;

/// <summary>
/// Removes for good what was deleted: its artifacts first, then its rows. Before the first of them goes, it is noted what is removed, so that nobody restores
/// half of it, and what a crash or a failure cuts short is gone on with by the next call. Thread-safe.
/// </summary>
/// <param name="database">The metadata.</param>
/// <param name="artifacts">The files; what is kept elsewhere stays there.</param>
/// <param name="uploads">Uploads in parts, of which old ones go.</param>
/// <param name="time">The clock that tells how long something has been deleted.</param>
public sealed class GarbageCollection(Database database, ArtifactStore artifacts, ArtifactUploads uploads, TimeProvider time)
{
    const int AtOnce = 8;
    const int MarkedAtOnce = 1000;
    static readonly TimeSpan UploadPatience = TimeSpan.FromDays(1);

    /// <summary>Removes what was chosen, what an earlier call left, and, where nothing is named, uploads that were cut short more than a day ago.</summary>
    /// <param name="choice">What to remove.</param>
    /// <param name="cancel">Stops between two things; the next call goes on.</param>
    /// <returns>What was removed.</returns>
    /// <exception cref="NotFoundException">Something named does not exist; nothing was removed.</exception>
    /// <exception cref="ArgumentException">Something named is not deleted, not for long enough, or needed; nothing was removed.</exception>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    /// <exception cref="StorageException">S3 does not answer, or refuses.</exception>
    public async Task<GarbageReport> CollectAsync(GarbageChoice choice, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var plan = database.Read(c => GarbagePlan.Of(c, choice, time.GetUtcNow()));
        // In this order: the parts of an experiment are then not restored with it.
        foreach (var kind in (string[])[GarbageItem.Experiment, GarbageItem.Run, GarbageItem.Model])
            foreach (var ids in plan.Items.Where(i => i.Kind == kind).Select(i => i.Id).Chunk(MarkedAtOnce))
                await database.WriteAsync(c => GarbageRows.Mark(c, kind, ids, time.GetUtcNow().ToUnixTimeMilliseconds()), cancel).ConfigureAwait(false);

        var removed = new Removed();
        var marked = database.Read(GarbageRows.Marked);
        await Parallel.ForEachAsync(
            marked.Where(i => i.Kind != GarbageItem.Experiment), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (item, stop) => await RemoveAsync(item, removed, stop).ConfigureAwait(false)).ConfigureAwait(false);
        foreach (var experiment in marked.Where(i => i.Kind == GarbageItem.Experiment)) await RemoveAsync(experiment, removed, cancel).ConfigureAwait(false);
        return ReportOf(removed.Items, removed.Artifacts, removed.Elsewhere, plan.Kept) with { Uploads = choice.NamesAny ? 0 : RemoveUploads() };
    }

    /// <summary>What <see cref="CollectAsync"/> would remove, uploads apart; nothing is changed.</summary>
    /// <inheritdoc cref="CollectAsync"/>
    public GarbageReport Foresee(GarbageChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var (plan, marked) = database.Read(c => (GarbagePlan.Of(c, choice, time.GetUtcNow()), GarbageRows.Marked(c)));
        List<GarbageItem> items = [.. plan.Items.Concat(marked.Select(m => m with { Time = 0 })).DistinctBy(i => (i.Kind, i.Id))];
        var files = items.Where(i => i.Kind != GarbageItem.Experiment).ToLookup(i => PlaceOf(i));
        var count = files.Where(f => f.Key is not null).Aggregate(default(ArtifactCount), (sum, f) => sum + artifacts.Count(f.Key!));
        return ReportOf(items, count, files[null].Select(i => i.Uri), plan.Kept);
    }

    async Task RemoveAsync(GarbageItem item, Removed removed, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (PlaceOf(item) is { } place) removed.Add(artifacts.Delete(place));
        else if (item.Kind != GarbageItem.Experiment) removed.Elsewhere.Add(item.Uri);

        while (await database.WriteAsync(c => RemovePiece(c, item), cancel).ConfigureAwait(false)) { }
        if (await database.WriteAsync(c => GarbageRows.Remove(c, item), CancellationToken.None).ConfigureAwait(false)) removed.Items.Add(item);
    }

    static bool RemovePiece(System.Data.IDbConnection connection, GarbageItem item) => item.Kind switch
    {
        GarbageItem.Run => GarbageRows.RemovePoints(connection, item.Id),
        GarbageItem.Model => GarbageRows.RemoveSubjects(connection, item.Id),
        _ => false,
    };

    int RemoveUploads()
    {
        var before = time.GetUtcNow() - UploadPatience;
        return uploads.RemoveOlder(before) + (artifacts.RemoveLeftovers(before) ?? 0);
    }

    // Only a folder that bears the thing's own id is its own; an artifact URI may say anything. Null where there is none.
    string? PlaceOf(GarbageItem item)
    {
        if (PathIn(item.Uri) is not { } path) return null;
        if (item.Kind == GarbageItem.Experiment) return path == item.Id && IsFree(item.Id) ? path : null;

        var parts = path.Split('/');
        var own = Array.LastIndexOf(parts, item.Id);
        return own < 0 ? null : string.Join('/', parts[..(own + 1)]);
    }

    // Other experiments may have been put into the folder of this one.
    bool IsFree(string experiment) => database.Read(c => GarbageRows.PlacesBelow(c, experiment, experiment))
        .TrueForAll(uri => PathIn(uri) is not { } path || !$"{path}/".StartsWith($"{experiment}/", StringComparison.Ordinal));

    string? PathIn(string uri)
    {
        try
        {
            return artifacts.PathOf(uri);
        }
        catch (ArgumentException)
        {
            return null; // an import may have brought anything
        }
    }

    static GarbageReport ReportOf(
        IReadOnlyCollection<GarbageItem> items, ArtifactCount files, IEnumerable<string> elsewhere, IReadOnlyList<GarbageKept> kept) => new()
    {
        Runs = IdsOf(items, GarbageItem.Run),
        LoggedModels = IdsOf(items, GarbageItem.Model),
        Experiments = IdsOf(items, GarbageItem.Experiment),
        Artifacts = files,
        Kept = kept,
        Elsewhere = [.. elsewhere.Distinct().Order(StringComparer.Ordinal)],
    };

    static string[] IdsOf(IEnumerable<GarbageItem> items, string kind) => [.. items.Where(i => i.Kind == kind).Select(i => i.Id).Order(StringComparer.Ordinal)];

    /// <summary>What went so far.</summary>
    sealed class Removed
    {
        readonly Lock _gate = new();

        public ConcurrentBag<GarbageItem> Items { get; } = [];

        public ConcurrentBag<string> Elsewhere { get; } = [];

        public ArtifactCount Artifacts { get; private set; }

        public void Add(ArtifactCount count)
        {
            lock (_gate) Artifacts += count;
        }
    }
}
