using System.Data;

namespace Panta.Tracking.Engines;

/// <summary>A connection with its transaction. One thread at a time.</summary>
interface IStoreSession : IDisposable
{
    IDbConnection Connection { get; }

    /// <summary>Whether the transaction begun is still open: an engine may end it by itself, on a full disk or when the connection is lost.</summary>
    bool IsOpen { get; }

    /// <summary>Whether the connection is gone: what a commit under way did is then not known.</summary>
    bool IsLost { get; }

    /// <summary>Begins a transaction, of a writing session one that may write, of a reading one that sees one state.</summary>
    /// <param name="durable">
    /// Whether its changes must be on disk when <see cref="Commit"/> returns (default); else that may be only with those that are committed durably later.
    /// </param>
    /// <returns>False where the session is lost and another one must be opened.</returns>
    bool TryBegin(bool durable = true);

    /// <summary>Keeps all changes.</summary>
    void Commit();

    /// <summary>Gives all changes up. Never fails: a session that is lost has nothing to give up.</summary>
    void RollBack();

    /// <summary>Begins a piece of the transaction that can be undone alone.</summary>
    void BeginPiece();

    /// <summary>Ends the piece; its changes stay.</summary>
    void KeepPiece();

    /// <summary>Ends the piece and undoes its changes.</summary>
    void UndoPiece();
}
