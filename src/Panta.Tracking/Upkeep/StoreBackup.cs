using System.Collections.Immutable;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;
using Panta.Data.Databases;
using Panta.Data.Delta;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Upkeep;

/// <summary>
/// A backup of a store's metadata, whole and of one moment: a SQLite file with the store's tables, whichever engine they come from, and a table
/// <c>backup_contents</c> with each table's number of rows and digest.
/// </summary>
public sealed record StoreBackup
{
    StoreBackup(string file, ImmutableArray<TableContents> tables) => (File, Tables) = (file, tables);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>What it holds, by table.</summary>
    public ImmutableArray<TableContents> Tables { get; }

    /// <summary>The file's length in bytes.</summary>
    public long Bytes { get; private init; }

    /// <summary>The file's SHA-256.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Writes a backup while the store may be in use, of an older program's store too. The file appears under its name when it is whole and on disk.</summary>
    /// <param name="store">The store.</param>
    /// <param name="file">The file to make.</param>
    /// <param name="progress">Told how many rows of a table are done.</param>
    /// <param name="cancel">Gives up; nothing stays.</param>
    /// <exception cref="StoreException">The store cannot be read, is a newer program's, or is damaged.</exception>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public static StoreBackup Write(StoreAddress store, string file, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var path = Path.GetFullPath(file);
        if (Path.Exists(path)) throw new IOException($"'{path}' is there already. Give the backup another name.");

        var folder = Path.GetDirectoryName(path) ?? "/";
        Directory.CreateDirectory(folder);
        var begun = $"{path}.part";
        System.IO.File.Delete(begun);
        try
        {
            var tables = store.Read((session, engine) => Fill(store, session, engine, begun, progress, cancel));
            using (var handle = System.IO.File.OpenHandle(begun, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(handle);
            System.IO.File.Move(begun, path);
            Disk.SyncFolder(folder);
            return Summed(new(path, tables));
        }
        finally
        {
            foreach (var rest in (string[])[begun, begun + "-journal"]) System.IO.File.Delete(rest);
        }
    }

    /// <summary>Opens a backup and checks it: that it is whole, undamaged, and has the tables that this program's migrations make.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Told how many rows of a table are done.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="StoreException">It is no backup, is damaged or changed, or was written by a newer program.</exception>
    public static StoreBackup Read(string file, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        var path = Path.GetFullPath(file);
        if (!System.IO.File.Exists(path)) throw new FileNotFoundException($"There is no backup '{path}'.", path);

        try
        {
            using var connection = Open(path, SqliteOpenMode.ReadOnly);
            connection.Execute("PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1");
            var said = Said(connection, path);
            var tables = StoreTable.Of(RequireSchema(connection, path));
            foreach (var table in tables) RequireSame(path, said, TableDigest.Of(connection, table, null, progress, cancel));
            return Summed(new(path, [.. said.Values.OrderBy(t => t.Table, StringComparer.Ordinal)]));
        }
        catch (SqliteException error)
        {
            throw new StoreException(path, $"is no backup of a store, or is damaged: {error.Message}", error);
        }
    }

    internal static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        SqliteLibrary.Require();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    static ImmutableArray<TableContents> Fill(
        StoreAddress store, IStoreSession session, IStoreEngine engine, string begun, IProgress<long>? progress, CancellationToken cancel)
    {
        var tables = StoreTable.Of(Migration.Applied(session.Connection, engine.Place));
        var isAlone = store.Folder is { } root && DataFolder.FindHolder(root) is null;
        byte[] log = engine.PointLog is { } path ? PointLog.Read(path) : []; // before the snapshot: what leaves the log later is in that
        if (store.Folder is not null)
        {
            session.RollBack(); // VACUUM takes a snapshot of its own
            session.Connection.Execute("PRAGMA query_only = 0; VACUUM INTO @begun", new { begun }, commandTimeout: 0); // writes nothing but that file
        }

        using var target = Open(begun, SqliteOpenMode.ReadWriteCreate);
        target.Execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF"); // the whole file is flushed when it is done
        using var transaction = target.BeginTransaction();
        if (store.Folder is not null && tables.Any(table => table.Name == PointLog.Table))
        {
            if (isAlone && DataFolder.FindHolder(store.Folder) is null) PointLog.RequireWhole(target, engine.PointLog!); // SQLite's has one
            else PointLog.Replay(target, log);
        }

        var contents = store.Folder is null
            ? Copy(session, engine, tables, target, progress, cancel) : [.. tables.Select(table => TableDigest.Of(target, table, null, progress, cancel))];
        target.Execute($"CREATE TABLE {StoreTable.Contents} (table_name TEXT NOT NULL PRIMARY KEY, row_count BIGINT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID");
        foreach (var table in contents) target.Execute($"INSERT INTO {StoreTable.Contents} VALUES (@Table, @Rows, @Sha256)", table);
        transaction.Commit();
        return contents;
    }

    static ImmutableArray<TableContents> Copy(
        IStoreSession session, IStoreEngine engine, ImmutableArray<StoreTable> tables, SqliteConnection target, IProgress<long>? progress,
        CancellationToken cancel)
    {
        Migration.Make(Migration.Applied(session.Connection, engine.Place), target, session.Connection);
        var contents = ImmutableArray.CreateBuilder<TableContents>();
        foreach (var table in tables)
        {
            target.Execute($"DELETE FROM {StoreTable.Quote(table.Name)}"); // what migrations put there
            using var insert = target.CreateCommand();
            insert.CommandText = $"INSERT INTO {StoreTable.Quote(table.Name)} ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@{i}"))})";
            for (var i = 0; i < table.Columns.Length; i++) insert.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
            contents.Add(TableDigest.Of(session.Connection, table, Insert, progress, cancel));

            void Insert(object?[] values)
            {
                for (var i = 0; i < values.Length; i++) insert.Parameters[i].Value = values[i] ?? DBNull.Value;
                insert.ExecuteNonQuery();
            }
        }

        return contents.ToImmutable();
    }

    static Dictionary<string, TableContents> Said(SqliteConnection connection, string path)
    {
        if (connection.ExecuteScalar<string>("PRAGMA integrity_check(1)") is not "ok")
            throw new StoreException(path, "is damaged: its pages do not fit together. Take another backup.");
        if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = @name", new { name = StoreTable.Contents }) == 0)
            throw new StoreException(path, "is no backup: it has no table 'backup_contents'. Give a file that 'panta db backup' wrote.");

        return connection.Query<(string Table, long Rows, string Sha256)>($"SELECT table_name, row_count, sha256 FROM {StoreTable.Contents}")
            .ToDictionary(t => t.Table, t => new TableContents(t.Table, t.Rows, t.Sha256));
    }

    // A file from elsewhere could bring views and triggers of its own: nothing but what the migrations make is taken.
    static IReadOnlyList<Migration> RequireSchema(SqliteConnection connection, string path)
    {
        var applied = Migration.Applied(connection, path);
        using var schema = StoreTable.Schema(applied);
        if (StoreTable.Things(connection).SequenceEqual(StoreTable.Things(schema))) return applied;

        throw new StoreException(path, "has other tables than a store of this program: it was changed. Take another backup.");
    }

    static void RequireSame(string path, Dictionary<string, TableContents> said, TableContents found)
    {
        if (!said.TryGetValue(found.Table, out var expected) || expected != found)
            throw new StoreException(path, $"was changed or damaged: table '{found.Table}' has {found.Rows} rows that are not those backed up. Take another backup.");
    }

    static StoreBackup Summed(StoreBackup backup)
    {
        using var stream = System.IO.File.OpenRead(backup.File);
        return backup with { Bytes = stream.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(stream)) };
    }
}
