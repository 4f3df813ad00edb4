using System.Buffers.Binary;
using System.Data;
using System.Data.Common;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Panta.Data.Databases;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>
/// Points of metrics that are on disk and not yet in their tables. Ten metrics belong to ten places of those, and SQLite writes a page of 4 kB for each;
/// here a batch is some hundred bytes behind the one before it, in a file whose space is taken already. Whoever keeps the log puts its points into the
/// tables before anybody reads, or changes anything else. One thread at a time appends, and one puts into the tables meanwhile.
/// </summary>
/// <remarks>
/// A record is the length of its points and a checksum (4 bytes each), its number (8), and the points. The checksum includes a salt that the database has,
/// so that neither a record of an earlier use of the file nor one of another database is taken for its own; numbers go up by one. A record that would lie
/// on two blocks of the disk begins on the second where it fits there: one block is written then. When all that was appended is in the tables for good, the
/// next record begins the file again; behind it lies what earlier ones left. The database says up to which record its tables are.
/// </remarks>
/// <param name="path">The file; made when the log is begun.</param>
/// <param name="database">The database's file, whose readers are the log's.</param>
sealed class PointLog(string path, string database)
{
    /// <summary>With how many points it is better to put them into the tables.</summary>
    public const int Many = 4096;

    /// <summary>The table of the database that tells which records are its own.</summary>
    public const string Table = "point_log";

    const int Size = 1 << 20;
    const int Block = BlockFile.Block;
    const int Head = 16;
    const int Fixed = 35; // of a point: all but its key

    readonly Lock _lock = new();
    List<PointRow> _waiting = [];
    byte[] _record = new byte[Block];
    BlockFile? _file;
    volatile bool _isBroken;
    int _count;
    long _salt;
    long _last;
    long _applied;
    long _durable;
    int _end;

    /// <summary>How many points are not in the tables.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether points can be appended.</summary>
    public bool IsBegun => _file is not null;

    /// <summary>Whether an append has failed: the record may be in the file all the same, and must not come back.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>The number of the last record.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>The number of the last record whose points are in the tables.</summary>
    public long Applied => Interlocked.Read(ref _applied);

    /// <summary>The bytes of a log that may be in use; none where there is no file.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[Math.Min(RandomAccess.GetLength(file), Size)];
            var read = 0;
            for (int more; read < bytes.Length && (more = RandomAccess.Read(file, bytes.AsSpan(read), read)) > 0;) read += more; // what cannot be read is an error
            return bytes[..read];
        }
        catch (FileNotFoundException)
        {
            return []; // a server that stops removes it
        }
    }

    /// <summary>Puts into the tables what a program logged that was killed.</summary>
    /// <exception cref="StoreException">The log or the database cannot be read or written, or do not fit together, or are another program's.</exception>
    public static void Recover(IStoreSession writer, IStoreEngine engine, IReadOnlyList<Migration> migrations)
    {
        if (engine.PointLog is not { } path) return;

        try
        {
            _ = Migration.Pending(writer.Connection, engine.Place, migrations); // a newer program's log may look otherwise
            if (writer.Connection.ExecuteScalar<long>(engine.Dialect.CountTables, new { name = Table }) == 0) return;

            writer.TryBegin();
            RequireWhole(writer.Connection, path);
            writer.Commit();
            File.Delete(path);
        }
        catch (Exception error) when (error is not StoreException && error is IOException or UnauthorizedAccessException or DbException)
        {
            throw new StoreException(
                path, $"holds points of metrics that could not be put into the database: {error.Message.TrimEnd('.')}. Nothing is lost. Mend the cause, then start again.", error);
        }
        finally
        {
            writer.RollBack();
        }
    }

    /// <summary>Puts the points of a log into the tables, inside a transaction, where nobody writes it.</summary>
    /// <exception cref="StoreException">It is missing, cut or damaged, or the database is older.</exception>
    public static void RequireWhole(IDbConnection connection, string path)
    {
        var isNeeded = connection.First("SELECT 1 FROM point_log", r => r.GetInt64(0)) != 0; // the file is made before the database tells of it, and removed after
        if (isNeeded && !File.Exists(path))
            throw new StoreException(
                path, "is missing, and may hold points of metrics that are not in the database yet. Put it back beside the database; or put an empty file in its place "
                    + "to go on without them.");

        var log = Read(path);
        if (!Replay(connection, log) || (isNeeded && log.Length is not (0 or Size)))
            throw new StoreException(
                path, "is not what follows the points in the database: it is damaged, or the database is older. Restore a backup, or move it away and put an "
                    + "empty file in its place to go on without what is in it.");
    }

    /// <summary>Puts the points of a log into the tables, inside a transaction with which the log is done with.</summary>
    /// <param name="connection">The database whose log it is, or a copy that was made after the log was read.</param>
    /// <param name="log">What <see cref="Read"/> answered.</param>
    /// <returns>Whether the log is whole: false where a record is missing and later ones are there, as where it was written while it was read.</returns>
    public static bool Replay(IDbConnection connection, byte[] log)
    {
        if (connection.First("SELECT salt, applied FROM point_log", r => ((long, long)?)(r.GetInt64(0), r.GetInt64(1))) is not var (salt, applied)) return true;

        var (points, isWhole) = Behind(applied, log, salt);
        PointRows.Add(connection, points);
        connection.Run("DELETE FROM point_log");
        return isWhole;
    }

    /// <summary>Begins the log, inside a transaction; nothing waits. <see cref="Begun"/> when that is on disk, or <see cref="End"/>.</summary>
    /// <exception cref="IOException">The file cannot be made, as where the disk is full.</exception>
    public void Begin(IDbConnection connection)
    {
        _file = BlockFile.Open(path, Size, database);
        _salt = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        connection.Run("DELETE FROM point_log");
        connection.Run("INSERT INTO point_log (salt, applied, rounds) VALUES (@0, @1, 0)", _salt, _last);
    }

    /// <summary>That transaction is on disk.</summary>
    public void Begun() => _durable = _last;

    /// <summary>Appends points as one record; they are on disk when it returns, all or none.</summary>
    /// <returns>False where there is no room for them, or not until all that was appended is in the tables for good.</returns>
    /// <exception cref="IOException">The disk failed. The log is broken; what waited before still waits.</exception>
    public bool TryAppend(IReadOnlyList<PointRow> points)
    {
        var length = Head;
        foreach (var point in points) length += Fixed + Encoding.UTF8.GetByteCount(point.Key);
        var start = _durable == _last ? 0 : Start(length);
        if (start + length > Size) return false;

        Encode(points, _last + 1, length);
        try
        {
            _file!.Write(_record.AsSpan(0, length), start); // begun
        }
        catch
        {
            End();
            _isBroken = true;
            throw;
        }

        _end = start + length;
        lock (_lock)
        {
            Interlocked.Increment(ref _last);
            _waiting.AddRange(points);
            Volatile.Write(ref _count, _count + points.Count);
        }

        return true;
    }

    /// <summary>Takes all that waits, to put it into the tables. Readers still wait for it.</summary>
    public Batch Take()
    {
        lock (_lock)
        {
            var batch = new Batch(_waiting, _last);
            _waiting = [];
            return batch;
        }
    }

    /// <summary>Puts what was taken into the tables, inside a transaction; <see cref="Forget"/> when that is committed, or <see cref="PutBack"/>.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="batch">What was taken.</param>
    /// <param name="ends">Whether the log is done with.</param>
    /// <param name="between">Done after every few points; nothing by default.</param>
    public static void Apply(IDbConnection connection, Batch batch, bool ends, Action? between = null)
    {
        PointRows.Add(connection, batch.Points, between);
        // "rounds" makes every such transaction change something: one that changes nothing is committed without a word to the disk.
        if (ends) connection.Run("DELETE FROM point_log");
        else connection.Run("UPDATE point_log SET applied = @0, rounds = rounds + 1", batch.Last);
    }

    /// <summary>That transaction is committed.</summary>
    /// <param name="batch">What was taken.</param>
    /// <param name="durable">Whether it is on disk.</param>
    public void Forget(Batch batch, bool durable)
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _applied, batch.Last);
            Volatile.Write(ref _count, _count - batch.Points.Count);
            if (durable) _durable = batch.Last;
        }
    }

    /// <summary>That transaction was given up: what was taken waits again.</summary>
    public void PutBack(Batch batch)
    {
        lock (_lock) _waiting.InsertRange(0, batch.Points);
    }

    /// <summary>Closes the file. What waits still waits.</summary>
    public void End()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Closes the file, which is done with, and removes it.</summary>
    public void Remove()
    {
        End();
        _isBroken = false;
        File.Delete(path);
    }

    int Start(int length) => _end % Block + length > Block && length <= Block ? NextBlock(_end) : _end;

    void Encode(IReadOnlyList<PointRow> points, long number, int length)
    {
        if (_record.Length < length) _record = new byte[length];

        var rest = _record.AsSpan(Head);
        foreach (var (run, key, timestamp, step, value, isNaN) in points)
        {
            var bytes = Encoding.UTF8.GetBytes(key, rest[Fixed..]);
            BinaryPrimitives.WriteInt64LittleEndian(rest, run);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], timestamp);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], step);
            BinaryPrimitives.WriteDoubleLittleEndian(rest[24..], value);
            rest[32] = (byte)isNaN;
            BinaryPrimitives.WriteUInt16LittleEndian(rest[33..], (ushort)bytes);
            rest = rest[(Fixed + bytes)..];
        }

        BinaryPrimitives.WriteInt32LittleEndian(_record, length - Head);
        BinaryPrimitives.WriteUInt32LittleEndian(_record.AsSpan(4), Checksum(_salt, number, _record.AsSpan(Head, length - Head)));
        BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(8), number);
    }

    // The points of the records that follow one, and whether there is no record behind those.
    static (List<PointRow> Points, bool IsWhole) Behind(long last, byte[] log, long salt)
    {
        var (points, end, number) = (new List<PointRow>(), 0, 0L);
        // The first has any number that follows what is in the tables without a gap; what lies between two records may look like an older one.
        while (Find(log, salt, end, number == 0 ? 1 : number + 1, number == 0 ? last + 1 : number + 1) is var (start, length, found))
        {
            if (found > last) Decode(log.AsSpan(start + Head, length), points);
            (number, end) = (found, start + Head + length);
        }

        var known = Math.Max(last, number);
        return (points, TryRecord(log, 0, salt, known + 1, long.MaxValue) is null
            && !Enumerable.Range(0, log.Length).Any(start => TryRecord(log, start, salt, known + 1, known + Size) is not null));
    }

    static (int Start, int Length, long Number)? Find(byte[] log, long salt, int end, long least, long most)
    {
        foreach (var start in (int[])[end, NextBlock(end)])
            if (TryRecord(log, start, salt, least, most) is { } length) return (start, length, BinaryPrimitives.ReadInt64LittleEndian(log.AsSpan(start + 8)));
        return null;
    }

    // The length of the points of the record that begins there; null where none does that has one of some numbers.
    static int? TryRecord(byte[] log, int start, long salt, long least, long most)
    {
        if (start + Head > log.Length) return null;

        var head = log.AsSpan(start);
        var (length, number) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head[8..]));
        if (number < least || number > most || length <= 0 || length > log.Length - start - Head) return null;

        return Checksum(salt, number, head.Slice(Head, length)) == BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) ? length : null;
    }

    static void Decode(ReadOnlySpan<byte> rest, List<PointRow> points)
    {
        while (rest.Length > 0)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(rest[33..]);
            points.Add(new(
                BinaryPrimitives.ReadInt64LittleEndian(rest), Encoding.UTF8.GetString(rest.Slice(Fixed, length)), BinaryPrimitives.ReadInt64LittleEndian(rest[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[16..]), BinaryPrimitives.ReadDoubleLittleEndian(rest[24..]), rest[32]));
            rest = rest[(Fixed + length)..];
        }
    }

    static int NextBlock(int end) => (end + Block - 1) / Block * Block;

    static uint Checksum(long salt, long number, ReadOnlySpan<byte> points)
    {
        var sum = BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, (ulong)salt), (ulong)number);
        for (; points.Length >= 8; points = points[8..]) sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(points));
        foreach (var rest in points) sum = BitOperations.Crc32C(sum, rest);
        return sum;
    }

    /// <summary>Points on their way into the tables.</summary>
    /// <param name="Points">The points.</param>
    /// <param name="Last">The number of the last record that they are from.</param>
    public sealed record Batch(List<PointRow> Points, long Last);
}
