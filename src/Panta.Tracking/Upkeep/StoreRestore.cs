using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Panta.Data.Delta;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Upkeep;

/// <summary>Puts a backup where a store is to be, in SQLite or PostgreSQL, wherever it came from. All of it, checked row by row, or nothing.</summary>
public static class StoreRestore
{
    const string Replaced = ".before-restore";

    // What is beside a database file after a kill, by what is behind its name.
    static readonly ImmutableArray<string> Logs = ["-wal", "-journal", "-points"];

    /// <summary>Restores a backup.</summary>
    /// <param name="backup">The backup, checked by <see cref="StoreBackup.Read"/>.</param>
    /// <param name="store">A folder or database without a store, or, with <paramref name="force"/>, one whose metadata is replaced.</param>
    /// <param name="force">Whether to replace what is there. A file is kept beside as <c>panta.db.before-restore</c>.</param>
    /// <param name="time">The clock for migrations that the backup lacks.</param>
    /// <param name="progress">Told how many rows of a table are done.</param>
    /// <param name="cancel">Gives up; what was there stays.</param>
    /// <returns>What the store holds now.</returns>
    /// <exception cref="DataFolderInUseException">A server holds the folder.</exception>
    /// <exception cref="DatabaseInUseException">A server holds the database.</exception>
    /// <exception cref="StoreException">There is a store already, or it cannot be written.</exception>
    public static IReadOnlyList<TableContents> Run(
        StoreBackup backup, StoreAddress store, bool force, TimeProvider time, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(backup);
        ArgumentNullException.ThrowIfNull(store);
        var now = time.GetUtcNow();
        return store.Folder is { } folder ? ToFolder(backup, folder, force, now, progress, cancel) : ToPostgres(backup, store, force, now, progress, cancel);
    }

    static ImmutableArray<TableContents> ToFolder(
        StoreBackup backup, string root, bool force, DateTimeOffset now, IProgress<long>? progress, CancellationToken cancel)
    {
        using var folder = DataFolder.Open(root);
        folder.RequireOwnDatabase();
        if (File.Exists(folder.DatabaseFile) && !force)
            throw new StoreException(folder.DatabaseFile, "is there already. Restore into another folder, or replace it with --force.");
        if (!File.Exists(folder.DatabaseFile)) RequireNoLogOf(folder.DatabaseFile);

        var begun = folder.DatabaseFile + ".part";
        try
        {
            var contents = Unpack(backup, begun, now, progress, cancel);
            using (var handle = File.OpenHandle(begun, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(handle);
            if (File.Exists(folder.DatabaseFile)) PutAside(folder.DatabaseFile);
            File.Move(begun, folder.DatabaseFile);
            Disk.SyncFolder(root);
            return contents;
        }
        finally
        {
            foreach (var rest in (string[])["", "-wal", "-shm", "-journal"]) File.Delete(begun + rest);
        }
    }

    // A log whose file was moved away would be read into the new one; and that file lacks what is in it.
    static void RequireNoLogOf(string file)
    {
        foreach (var log in Logs.Select(part => file + part))
            if (new FileInfo(log) is { Exists: true, Length: > 0 })
                throw new StoreException(
                    log, $"holds changes of a '{Path.GetFileName(file)}' that is not here any more. Put it beside that file, wherever that is now, or delete both; then restore.");
    }

    // What is in the old file's logs goes into the file first: left behind, it would be read into the new one. Where the file is damaged, they go with it.
    static void PutAside(string file)
    {
        try
        {
            using var engine = new SqliteEngine(file);
            using var old = engine.OpenWriter();
            PointLog.Recover(old, engine, Migration.All);
            old.Connection.Execute("PRAGMA journal_mode = DELETE");
        }
        catch (Exception error) when (error is StoreException or SqliteException)
        {
            // That is why it is replaced.
        }

        foreach (var part in (string[])["", .. Logs])
        {
            File.Delete(file + Replaced + part);
            if (File.Exists(file + part)) File.Move(file + part, file + Replaced + part);
        }
    }

    // The backup as a store of this program: brought up to date, and without its list of contents.
    static ImmutableArray<TableContents> Unpack(StoreBackup backup, string file, DateTimeOffset now, IProgress<long>? progress, CancellationToken cancel)
    {
        File.Copy(backup.File, file, overwrite: true);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using (var connection = StoreBackup.Open(file, SqliteOpenMode.ReadWrite)) connection.Execute($"DROP TABLE {StoreTable.Contents}");
        using (var engine = new SqliteEngine(file))
        using (var session = engine.OpenWriter()) Migration.Apply(session, engine, Migration.All, now);

        using var unpacked = StoreBackup.Open(file, SqliteOpenMode.ReadWrite);
        unpacked.Execute("PRAGMA journal_mode = DELETE");
        return [.. StoreTable.Of(Migration.All).Select(table => TableDigest.Of(unpacked, table, null, progress, cancel))];
    }

    static ImmutableArray<TableContents> ToPostgres(
        StoreBackup backup, StoreAddress store, bool force, DateTimeOffset now, IProgress<long>? progress, CancellationToken cancel)
    {
        var place = Directory.CreateTempSubdirectory("panta-restore-");
        using var engine = store.Engine();
        try
        {
            var file = Path.Combine(place.FullName, "store.db");
            var expected = Unpack(backup, file, now, progress, cancel);
            using var source = StoreBackup.Open(file, SqliteOpenMode.ReadOnly);
            using var session = engine.OpenWriter();
            Migration.Apply(session, engine, Migration.All, now);
            if (!session.TryBegin()) throw new StoreException(store.Place, "went away at once. Try again.");
            try
            {
                Load(source, session, store.Place, force, expected, progress, cancel);
                session.Commit();
                return expected;
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
        finally
        {
            place.Delete(recursive: true);
        }
    }

    static void Load(
        SqliteConnection source, IStoreSession session, string place, bool force, ImmutableArray<TableContents> expected,
        IProgress<long>? progress, CancellationToken cancel)
    {
        var target = (NpgsqlConnection)session.Connection;
        var tables = StoreTable.Of(Migration.All);
        if (!force && !IsNew(target, tables))
            throw new StoreException(place, "holds a store already. Restore into another database, or replace it with --force.");

        target.Execute($"TRUNCATE {string.Join(", ", tables.Select(t => StoreTable.Quote(t.Name)))}");
        foreach (var table in tables) Load(source, target, table, progress, cancel);
        foreach (var contents in expected)
            if (TableDigest.Of(target, tables.First(t => t.Name == contents.Table), null, progress, cancel) != contents)
                throw new StoreException(place, $"did not keep table '{contents.Table}' as it was in the backup; nothing was changed.");

        target.Execute($"ANALYZE {string.Join(", ", tables.Select(t => StoreTable.Quote(t.Name)))}"); // or its first queries are planned as for empty tables
    }

    static void Load(SqliteConnection source, NpgsqlConnection target, StoreTable table, IProgress<long>? progress, CancellationToken cancel)
    {
        using (var copy = target.BeginBinaryImport($"COPY {StoreTable.Quote(table.Name)} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)"))
        {
            TableDigest.Of(source, table, values => Send(copy, values), progress, cancel);
            copy.Complete();
        }

        // The next row's key follows the highest.
        if (table.Counted)
            target.Execute(
                $"SELECT setval(pg_get_serial_sequence(@table, @key), COALESCE(MAX({StoreTable.Quote(table.Key[0])}), 0) + 1, false) FROM {StoreTable.Quote(table.Name)}",
                new { table = table.Name, key = table.Key[0] });

        void Send(NpgsqlBinaryImporter rows, object?[] values)
        {
            rows.StartRow();
            for (var i = 0; i < values.Length; i++) Write(rows, values[i], table.Columns[i].Type);
        }
    }

    static void Write(NpgsqlBinaryImporter copy, object? value, string type)
    {
        switch (value)
        {
            case null: copy.WriteNull(); break;
            case long number when type == "BOOLEAN": copy.Write(number != 0, NpgsqlDbType.Boolean); break;
            case long number when type == "SMALLINT": copy.Write((short)number, NpgsqlDbType.Smallint); break;
            case long number: copy.Write(number, NpgsqlDbType.Bigint); break;
            case double number: copy.Write(number, NpgsqlDbType.Double); break;
            default: copy.Write((string)value, NpgsqlDbType.Text); break;
        }
    }

    // As the migrations leave it: with the experiment 'Default' and nothing else.
    static bool IsNew(NpgsqlConnection target, ImmutableArray<StoreTable> tables) => tables.All(table =>
        target.ExecuteScalar<long>($"SELECT COUNT(*) FROM (SELECT 1 FROM {StoreTable.Quote(table.Name)} LIMIT 2) AS first_rows") <= (table.Name == "experiments" ? 1 : 0));
}
