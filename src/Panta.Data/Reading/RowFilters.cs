using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Panta.Data.Reading.NativeDuckDb;

namespace Panta.Data.Reading;

/// <summary>Says which rows of files stay.</summary>
/// <param name="files">The place of each row's file in the list that is scanned.</param>
/// <param name="rows">The number of each row in its file.</param>
/// <param name="keep">Whether each row stays; to be filled.</param>
delegate void RowFilter(ReadOnlySpan<long> files, ReadOnlySpan<long> rows, Span<bool> keep);

/// <summary>
/// The SQL function <c>panta_keeps(filter, file, row)</c>: whether a row stays by a filter of ours. Unlike a join it keeps the order of rows, and runs on all
/// threads.
/// </summary>
static unsafe class RowFilters
{
    const string FunctionName = "panta_keeps";

    static readonly ConcurrentDictionary<long, RowFilter> Filters = new();
    static long _last;

    /// <summary>Makes the function known to a database.</summary>
    public static void AddTo(ConnectionHandle connection)
    {
        var function = CreateScalarFunction();
        var (number, truth) = (CreateType(NativeType.BigInt), CreateType(NativeType.Boolean));
        try
        {
            SetScalarName(function, FunctionName);
            for (var i = 0; i < 3; i++) AddScalarParameter(function, number);
            SetScalarReturn(function, truth);
            SetScalarFunction(function, &Evaluate);
            if (RegisterScalarFunction(connection, function) != 0) throw new DuckDbException("DuckDB refused the function that filters rows.", "");
        }
        finally
        {
            DestroyType(ref number);
            DestroyType(ref truth);
            DestroyScalarFunction(ref function);
        }
    }

    /// <summary>Makes a filter known under a number, until <see cref="Remove"/>.</summary>
    public static long Add(RowFilter filter)
    {
        var id = Interlocked.Increment(ref _last);
        Filters[id] = filter;
        return id;
    }

    /// <summary>Forgets a filter.</summary>
    public static void Remove(long id) => Filters.TryRemove(id, out _);

    /// <summary>The condition in SQL.</summary>
    /// <param name="id">The filter's number.</param>
    /// <param name="file">The file's place, in SQL.</param>
    /// <param name="row">The row's number in its file, in SQL.</param>
    public static string Sql(long id, string file, string row) => string.Create(CultureInfo.InvariantCulture, $"{FunctionName}({id}, {file}, {row})");

    // DuckDB hands over flat vectors. No exception may cross into native code: what fails becomes the statement's error.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Evaluate(nint function, nint chunk, nint output)
    {
        try
        {
            var count = (int)ChunkSize(chunk);
            if (count == 0) return;

            var id = *(long*)VectorData(ChunkVector(chunk, 0));
            if (!Filters.TryGetValue(id, out var filter))
                throw new InvalidOperationException($"There is no filter {id} of rows any more: read the table again.");

            filter(new(VectorData(ChunkVector(chunk, 1)), count), new(VectorData(ChunkVector(chunk, 2)), count), new(VectorData(output), count));
        }
        catch (Exception error)
        {
            SetScalarError(function, error.Message);
        }
    }
}
