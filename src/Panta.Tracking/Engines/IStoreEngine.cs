
namespace Panta.Tracking.Engines;

/// <summary>What keeps the metadata: SQLite in a file of the data folder, or a PostgreSQL server.</summary>
interface IStoreEngine : IDisposable
{
    /// <summary>The file or the server's address without user and password, for messages.</summary>
    string Place { get; }

    /// <summary>Where its SQL differs.</summary>
    Dialect Dialect { get; }

    /// <summary>The most pieces of work that share a transaction.</summary>
    int GroupLimit { get; }

    /// <summary>Where points of metrics are logged before they come into their tables; null where that is no gain: the engine logs rows, not pages.</summary>
    string? PointLog { get; }

    /// <summary>The most reads at a time.</summary>
    int ReaderLimit { get; }

    /// <summary>Whether a session can be lost while the program runs, and another server write.</summary>
    bool CanBeLost { get; }

    /// <summary>Opens the one session that writes and makes sure that no other process has one.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    IStoreSession OpenWriter();

    /// <summary>Opens a session that only reads.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    IStoreSession OpenReader();

    /// <summary>What a failure of the engine means for whoever asked; null where the failure is the work's own.</summary>
    Exception? Explain(Exception error);
}
