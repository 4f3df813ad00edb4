using System.Data;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>
/// Statements prepared once per connection, for what runs with every request: parsing SQL anew costs more than running it. Values are the
/// parameters <c>@0</c>, <c>@1</c>, … in order; <c>IN @0</c> takes a list (<c>long[]</c>, <c>string[]</c>). One thread at a time uses a connection.
/// </summary>
static class PreparedSql
{
    /// <summary>Runs a statement and answers the number of rows changed.</summary>
    public static int Run(this IDbConnection connection, string sql, params ReadOnlySpan<object?> values) => Bind(connection, sql, values).ExecuteNonQuery();

    /// <summary>The first row, or default where there is none.</summary>
    public static T? First<T>(this IDbConnection connection, string sql, Func<IDataRecord, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(connection, sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    /// <summary>All rows.</summary>
    public static List<T> Rows<T>(this IDbConnection connection, string sql, Func<IDataRecord, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(connection, sql, values).ExecuteReader();
        var (row, rows) = (Dialect.Of(connection).Row(reader), new List<T>());
        while (reader.Read()) rows.Add(read(row));
        return rows;
    }

    /// <summary>All rows as they come, without keeping them. Until the last is read, the connection runs nothing else.</summary>
    public static IEnumerable<T> Stream<T>(this IDbConnection connection, string sql, Func<IDataRecord, T> read, params object?[] values)
    {
        using var reader = Bind(connection, sql, values).ExecuteReader();
        while (reader.Read()) yield return read(reader);
    }

    public static string? TextOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? LongOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>Runs an <c>INSERT … VALUES (@0, @1, …)</c> for many rows, given column by column as arrays of equal length (long, double, string).</summary>
    /// <returns>The number of rows inserted or changed.</returns>
    public static int InsertAll(this IDbConnection connection, string sql, params ReadOnlySpan<Array> columns) =>
        columns[0].Length == 0 ? 0 : Dialect.Of(connection).InsertAll(connection, sql, columns);

    static IDbCommand Bind(IDbConnection connection, string sql, ReadOnlySpan<object?> values) => Dialect.Of(connection).Command(connection, sql, values);
}
