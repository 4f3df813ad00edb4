using Panta.Data.Databases;
using Panta.Data.Delta;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>
/// The one folder that holds everything Panta keeps: <c>panta.db</c> with its logs (or <c>database</c>, which names the PostgreSQL database in its place),
/// <c>artifacts/</c> (or <c>artifacts-destination</c>, which names the place for them), <c>tables/</c>, <c>wal/</c>, <c>keys/</c> and <c>lock</c>.
/// While an instance lives, no other process can open the folder (an operating-system lock, gone with the process however it ends).
/// Paths kept inside it are relative to <see cref="Root"/>, so a stopped folder can be moved.
/// </summary>
public sealed class DataFolder : IDisposable
{
    const string LockFile = "lock";
    internal const string DatabaseName = "panta.db";
    const string ElsewhereName = "database";
    const string ArtifactsElsewhereName = "artifacts-destination";
    const int LockTextLimit = 4096;

    readonly FileStream _lock;

    DataFolder(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    /// <summary>The folder's absolute path.</summary>
    public string Root { get; }

    /// <summary>The metadata database, <c>panta.db</c>.</summary>
    public string DatabaseFile => Path.Combine(Root, DatabaseName);

    /// <summary>Models and other files of runs, <c>artifacts/</c>.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Delta tables, one folder each, <c>tables/</c>.</summary>
    public string Tables => Path.Combine(Root, "tables");

    /// <summary>Write-ahead files of predictions and labels, <c>wal/</c>.</summary>
    public string WriteAhead => Path.Combine(Root, "wal");

    /// <summary>Keys that encrypt secrets, readable by the owner only, <c>keys/</c>.</summary>
    public string Keys => KeysIn(Root);

    internal static string KeysIn(string root) => Path.Combine(root, "keys");

    /// <summary>Whether a store was begun in a folder.</summary>
    /// <param name="path">The folder.</param>
    public static bool Exists(string path) =>
        new[] { DatabaseName, ElsewhereName }.Any(name => File.Exists(Path.Combine(Path.GetFullPath(path), name)));

    /// <summary>The address, without user and password, of the PostgreSQL database that keeps a folder's metadata; null where the folder keeps it itself.</summary>
    /// <param name="path">The folder.</param>
    public static string? FindDatabase(string path) => Remembered(Path.GetFullPath(path), ElsewhereName);

    /// <summary>Opens a data folder, making it where there is none, and takes its lock.</summary>
    /// <param name="path">The folder; relative to the working directory, or absolute.</param>
    /// <param name="database">Where its metadata will be, so that no folder is made for a database that does not answer. Default: in the folder.</param>
    /// <exception cref="DataFolderInUseException">Another process, or another instance here, holds it.</exception>
    /// <exception cref="StoreException">The folder cannot be made or written, or the database cannot be reached.</exception>
    public static DataFolder Open(string path, PostgresAddress? database = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        var root = Path.GetFullPath(path);
        if (database is not null && !Directory.Exists(root)) PostgresEngine.RequireReachable(database);
        try
        {
            Directory.CreateDirectory(root);
            var held = TakeLock(root);
            var folder = new DataFolder(root, held);
            folder.MakeLayout();
            folder.Announce("");
            return folder;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException and not DataFolderInUseException)
        {
            throw new StoreException(root, $"cannot be opened: {error.Message.TrimEnd('.')}. Give a folder that this user may write.", error);
        }
    }

    /// <summary>Who holds a data folder now; null where nobody does, or the folder does not exist.</summary>
    /// <param name="path">The folder.</param>
    public static LockHolder? FindHolder(string path)
    {
        var file = Path.Combine(Path.GetFullPath(path), LockFile);
        if (!File.Exists(file)) return null;

        try
        {
            // Read only: on a disk that cannot be written, opening for writing fails whoever holds the folder.
            using var free = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null; // whoever opens the folder next is told that it is not theirs
        }
        catch (IOException)
        {
            return LockHolder.TryParse(PosixFile.TryReadText(file, LockTextLimit)) ?? new(0, "");
        }
    }

    /// <summary>Writes into the lock where this process answers HTTP, so that commands find it.</summary>
    /// <param name="address">As in <c>http://127.0.0.1:5000</c>; empty for none.</param>
    public void Announce(string address)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(new LockHolder(Environment.ProcessId, address).ToJson());
        RandomAccess.SetLength(_lock.SafeFileHandle, 0);
        RandomAccess.Write(_lock.SafeFileHandle, text, 0);
    }

    /// <summary>The absolute path of something kept in the folder.</summary>
    /// <param name="relative">Its path relative to <see cref="Root"/>.</param>
    /// <exception cref="ArgumentException">The path is absolute or leads out of the folder.</exception>
    public string Resolve(string relative)
    {
        var full = Path.GetFullPath(Path.Combine(Root, relative));
        if (Path.IsPathRooted(relative) || !full.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ArgumentException($"The path '{relative}' leads out of the data folder; paths in it are relative to the folder and stay inside.");

        return full;
    }

    /// <summary>Requires that the folder's metadata is its own <c>panta.db</c>.</summary>
    /// <exception cref="StoreException">It is in another database, whose address the folder remembers.</exception>
    internal void RequireOwnDatabase()
    {
        if (RememberedDatabase is { } elsewhere) throw KeepsElsewhere(Root, elsewhere);
    }

    internal static StoreException KeepsElsewhere(string root, string place) => new(
        root, $"keeps its metadata in '{place}'. Name that database with --database or PANTA_DATABASE, or give another folder.");

    /// <summary>Requires that the folder's metadata is where it was, or nowhere yet.</summary>
    /// <exception cref="StoreException">It has its own <c>panta.db</c>, or remembers another database.</exception>
    internal void RequireNoOwnDatabase(string place)
    {
        if (File.Exists(DatabaseFile))
            throw new StoreException(
                Root, $"keeps its metadata in its own {DatabaseName}. Leave --database and PANTA_DATABASE out, or bring it to '{place}' with 'panta db backup' and "
                + "'panta db restore' and move that file away.");
        if (RememberedDatabase is { } elsewhere && elsewhere != place)
            throw new StoreException(
                Root, $"keeps its metadata in '{elsewhere}', not in '{place}'. If it moved, write the new address into the file '{ElsewhereName}' of the folder.");
    }

    internal void RememberDatabase(string place)
    {
        if (RememberedDatabase == place) return;

        File.WriteAllText(Path.Combine(Root, ElsewhereName), place + "\n");
        Disk.SyncFolder(Root);
    }

    internal void RememberArtifacts(string place)
    {
        if (RememberedArtifacts == place) return;

        File.WriteAllText(Path.Combine(Root, ArtifactsElsewhereName), place + "\n");
        Disk.SyncFolder(Root);
    }

    internal string? RememberedArtifacts => Remembered(Root, ArtifactsElsewhereName);

    string? RememberedDatabase => Remembered(Root, ElsewhereName);

    static string? Remembered(string root, string name) => Path.Combine(root, name) is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _lock.Dispose();

    static FileStream TakeLock(string root)
    {
        var file = Path.Combine(root, LockFile);
        try
        {
            return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (FindHolder(root) is not null)
        {
            throw new DataFolderInUseException(root, LockHolder.TryParse(PosixFile.TryReadText(file, LockTextLimit)));
        }
    }

    void MakeLayout()
    {
        foreach (var folder in (string[])[Artifacts, Tables, WriteAhead])
            Directory.CreateDirectory(folder);

        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Keys);
        else Directory.CreateDirectory(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Disk.SyncFolder(Root);
    }
}
