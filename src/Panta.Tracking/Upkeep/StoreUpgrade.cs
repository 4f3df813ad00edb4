using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Upkeep;

/// <summary>Brings a store's tables up to date with this program. A server does so when it starts; here it is done apart, and shown first.</summary>
public static class StoreUpgrade
{
    /// <summary>The migrations that a store lacks, in order, as <c>0007-name</c>. The store may be in use.</summary>
    /// <param name="store">The store.</param>
    /// <exception cref="StoreException">There is no store, it cannot be read, or a newer program wrote it.</exception>
    public static IReadOnlyList<string> Pending(StoreAddress store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Read((session, engine) => Migration.Pending(session.Connection, engine.Place, Migration.All).Select(m => m.Title).ToList());
    }

    /// <summary>Applies them, each in a transaction of its own.</summary>
    /// <param name="store">A store that no server holds.</param>
    /// <param name="time">The clock for the time of applying.</param>
    /// <exception cref="DataFolderInUseException">A server holds the folder.</exception>
    /// <exception cref="DatabaseInUseException">A server holds the database.</exception>
    /// <exception cref="StoreException">A migration failed; those before it stay.</exception>
    public static void Apply(StoreAddress store, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        using var folder = store.Folder is { } root ? DataFolder.Open(root) : null;
        folder?.RequireOwnDatabase();
        using var engine = store.Engine();
        using var session = engine.OpenWriter();
        PointLog.Recover(session, engine, Migration.All);
        Migration.Apply(session, engine, Migration.All, time.GetUtcNow());
    }
}
