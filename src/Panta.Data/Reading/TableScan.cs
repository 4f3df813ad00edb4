using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>
/// The table function that shows registered tables to DuckDB: <c>panta_scan(id)</c> copies columns 2,048 rows at a time into DuckDB's vectors, only those a
/// statement asks for. Several threads scan a large table where the order of its rows does not matter; DuckDB sees to it that one does where it matters.
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
            SetFunctionLocalInit(function, &InitThread);
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
    public long Add(ScannedTable table)
    {
        var id = Interlocked.Increment(ref _last);
        _tables[id] = table;
        return id;
    }

    /// <summary>Makes the number the one behind a name, and forgets what was behind it before.</summary>
    public void KeepOnly(string name, long id)
    {
        lock (_ids)
        {
            Remove(name);
            _ids[name] = id;
        }
    }

    /// <summary>Forgets the table behind a name. Statements that are reading it keep it until they end.</summary>
    public void Remove(string name)
    {
        lock (_ids)
        {
            if (_ids.Remove(name, out var id)) _tables.TryRemove(id, out _);
        }
    }

    /// <summary>Forgets the table of a number. Statements that are reading it keep it until they end.</summary>
    public void Remove(long id) => _tables.TryRemove(id, out _);

    static T Target<T>(nint handle) => (T)GCHandle.FromIntPtr(handle).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void End(nint handle)
    {
        // A frame's own clean-up may fail; the statement has ended by then, and there is nobody to tell.
        try
        {
            Target<ScanPass>(handle).Dispose();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
        }

        GCHandle.FromIntPtr(handle).Free();
    }

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
            if (table.RowCount is { } rows) SetCardinality(bind, (ulong)rows, true);
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
            var pass = new ScanPass(Target<ScannedTable>(InitBindData(init)), columns);
            SetMaxThreads(init, (ulong)pass.MostThreads);
            SetInitData(init, GCHandle.ToIntPtr(GCHandle.Alloc(pass)), &End);
        }
        catch (Exception error)
        {
            SetInitError(init, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void InitThread(nint init) => SetInitData(init, GCHandle.ToIntPtr(GCHandle.Alloc(new ScanPart())), &Free);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Next(nint function, nint chunk)
    {
        try
        {
            Target<ScanPass>(FunctionInitData(function)).Next(Target<ScanPart>(FunctionLocalData(function)), chunk);
        }
        catch (Exception error)
        {
            SetFunctionError(function, error.Message);
        }
    }
}
