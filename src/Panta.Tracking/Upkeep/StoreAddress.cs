using Panta.Data.Databases;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Upkeep;

/// <summary>Where a store's metadata is: in a data folder, or in a PostgreSQL database. Its text shows neither user nor password.</summary>
public sealed class StoreAddress
{
    StoreAddress(string place, string? folder, string? keys, PostgresAddress? postgres)
    {
        Place = place;
        Folder = folder;
        Keys = keys;
        Postgres = postgres;
    }

    /// <summary>The file or the server's address without user and password.</summary>
    public string Place { get; }

    /// <summary>The data folder; null for a PostgreSQL database.</summary>
    internal string? Folder { get; }

    /// <summary>The folder of the keys that encrypt the store's secrets; null where nobody said which.</summary>
    internal string? Keys { get; }

    /// <summary>The database; null for a data folder.</summary>
    internal PostgresAddress? Postgres { get; }

    /// <summary>The SQLite file of a data folder.</summary>
    internal string File => Place;

    /// <summary>The SQLite store of a data folder.</summary>
    /// <param name="folder">The folder.</param>
    public static StoreAddress Of(string folder)
    {
        var root = Path.GetFullPath(folder);
        return new(Path.Combine(root, DataFolder.DatabaseName), root, DataFolder.KeysIn(root), null);
    }

    /// <summary>A store in PostgreSQL.</summary>
    /// <param name="database">The database.</param>
    /// <param name="folder">The data folder that goes with it, whose keys encrypt its secrets; null (default) for unknown.</param>
    public static StoreAddress Of(PostgresAddress database, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        return new(database.Place, null, folder is null ? null : DataFolder.KeysIn(Path.GetFullPath(folder)), database);
    }

    /// <summary>The place.</summary>
    public override string ToString() => Place;

    internal IStoreEngine Engine() => Postgres is { } database ? new PostgresEngine(database, QueryLimit.None) : new SqliteEngine(File, QueryLimit.None);

    /// <summary>Reads from the store, which may be in use.</summary>
    /// <exception cref="StoreException">There is no store, or it cannot be read.</exception>
    internal T Read<T>(Func<IStoreSession, IStoreEngine, T> read)
    {
        if (Folder is not null && !System.IO.File.Exists(File))
            throw DataFolder.FindDatabase(Folder) is { } elsewhere
                ? DataFolder.KeepsElsewhere(Folder, elsewhere) : new StoreException(File, "does not exist. Say where the store is with --data or --database.");

        using var engine = Engine();
        try
        {
            using var session = engine.OpenReader();
            if (!session.TryBegin()) throw new StoreException(Place, "went away at once. Try again.");
            try
            {
                return read(session, engine);
            }
            finally
            {
                session.RollBack();
            }
        }
        catch (Exception error) when (engine.Explain(error) is { } explained)
        {
            throw explained;
        }
    }
}
