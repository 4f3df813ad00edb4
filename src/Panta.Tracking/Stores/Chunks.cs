using System.Data;

namespace Panta.Tracking.Stores;

/// <summary>Loads what belongs to many rows in few queries, instead of one query each.</summary>
static class Chunks
{
    const int Size = 1000;

    /// <summary>The children of rows, by the row's key.</summary>
    /// <param name="connection">A connection of a read or write.</param>
    /// <param name="sql">Selects the key as its first column and has <c>IN @0</c>.</param>
    /// <param name="ids">The keys.</param>
    /// <param name="read">Reads a child.</param>
    /// <param name="values">The values <c>@1</c>, <c>@2</c>, … .</param>
    public static Dictionary<TKey, List<T>> Load<TKey, T>(
        IDbConnection connection, string sql, IReadOnlyList<TKey> ids, Func<IDataRecord, T> read, params object?[] values)
        where TKey : notnull
    {
        var children = new Dictionary<TKey, List<T>>();
        foreach (var chunk in ids.Chunk(Size))
            foreach (var (key, child) in connection.Rows(sql, r => ((TKey)r.GetValue(0), read(r)), [chunk, .. values]))
            {
                if (!children.TryGetValue(key, out var list)) children.Add(key, list = []);
                list.Add(child);
            }

        return children;
    }

    /// <summary>The children of one row; none where it has none.</summary>
    public static IReadOnlyList<T> Of<TKey, T>(this Dictionary<TKey, List<T>> children, TKey key)
        where TKey : notnull => children.TryGetValue(key, out var list) ? list : [];
}
