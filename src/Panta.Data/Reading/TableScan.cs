using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Panta.Data.Tables;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>
/// The table function that shows registered tables to DuckDB: <c>panta_scan(id)</c> copies columns 2,048 rows at a time into DuckDB's vectors, only those a
/// statement asks for. One thread scans, so the order of rows is the table's.
/// </summary>
sealed unsafe class TableScan
{
    public const string FunctionName = "panta_scan";

    readonly ConcurrentDictionary<long, ScannedTable> _tables = new();
    readonly Dictionary<string, long> _ids = new(StringComparer.OrdinalIgnoreCase);
    long _last;

    /// <summary>Makes the function known to a database.</summary>
    public void AddTo(ConnectionHandle connection)
    {
        var function = CreateTableFunction();
        var type = CreateType(NativeType.BigInt);
        try
        {
            SetFunctionName(function, FunctionName);
            AddFunctionParameter(function, type);
            SetFunctionExtra(function, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Free);
            SetFunctionBind(function, &Bind);
            SetFunctionInit(function, &Init);
            NativeDuckDb.SetFunction(function, &Next);
            SetProjectionPushdown(function, true);
            if (RegisterTableFunction(connection, function) != 0) throw new DuckDbException("DuckDB refused the function that scans tables.", "");
        }
        finally
        {
            DestroyType(ref type);
            DestroyTableFunction(ref function);
        }
    }

    /// <summary>Keeps a table under a new number.</summary>
    public long Add(string name, Table table)
    {
        var scanned = new ScannedTable(name, table);
        _tables[++_last] = scanned;
        return _last;
    }

    /// <summary>Makes the number the one behind a name, and forgets what was behind it before.</summary>
    public void KeepOnly(string name, long id)
    {
        Remove(name);
        _ids[name] = id;
    }

    /// <summary>Forgets the table behind a name. Statements that are reading it keep it until they end.</summary>
    public void Remove(string name)
    {
        if (_ids.Remove(name, out var id)) _tables.TryRemove(id, out _);
    }

    static T Target<T>(nint handle) => (T)GCHandle.FromIntPtr(handle).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();

    // No exception may cross into native code: whatever fails becomes the statement's error, and is thrown again on our side with its message.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Bind(nint bind)
    {
        try
        {
            var parameter = BindParameter(bind, 0);
            var id = GetInt64(parameter);
            DestroyValue(ref parameter);
            if (!Target<TableScan>(BindExtra(bind))._tables.TryGetValue(id, out var table))
                throw new InvalidOperationException($"There is no registered table {id} any more. Register it again.");

            table.AddColumns(bind);
            SetCardinality(bind, (ulong)table.RowCount, true);
            SetBindData(bind, GCHandle.ToIntPtr(GCHandle.Alloc(table)), &Free);
        }
        catch (Exception error)
        {
            SetBindError(bind, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Init(nint init)
    {
        try
        {
            var columns = new int[InitColumnCount(init)];
            for (var i = 0; i < columns.Length; i++) columns[i] = (int)InitColumnIndex(init, (ulong)i);
            var scan = new Scan(Target<ScannedTable>(InitBindData(init)), columns);
            SetInitData(init, GCHandle.ToIntPtr(GCHandle.Alloc(scan)), &Free);
        }
        catch (Exception error)
        {
            SetInitError(init, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Next(nint function, nint chunk)
    {
        try
        {
            Target<Scan>(FunctionInitData(function)).Next(chunk);
        }
        catch (Exception error)
        {
            SetFunctionError(function, error.Message);
        }
    }

    sealed class Scan(ScannedTable table, int[] columns)
    {
        int _row;

        public void Next(nint chunk)
        {
            var count = Math.Min(VectorSize, table.RowCount - _row);
            for (var i = 0; i < columns.Length; i++) table.Write(columns[i], _row, count, ChunkVector(chunk, (ulong)i));
            SetChunkSize(chunk, (ulong)count);
            _row += count;
        }
    }
}
