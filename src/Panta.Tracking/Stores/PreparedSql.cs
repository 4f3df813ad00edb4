using System.Data;
using System.Runtime.CompilerServices;

namespace Panta.Tracking.Stores;

/// <summary>
/// Statements prepared once per connection, for what runs with every request: parsing SQL anew costs more than running it. Values are the
/// parameters <c>@0</c>, <c>@1</c>, … in order. One thread at a time uses a connection.
/// </summary>
static class PreparedSql
{
    static readonly ConditionalWeakTable<IDbConnection, Dictionary<string, IDbCommand>> Prepared = [];

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
        return ReadAll(reader, read);
    }

    /// <summary>All rows of a reader.</summary>
    public static List<T> ReadAll<T>(IDataReader reader, Func<IDataRecord, T> read)
    {
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    public static string? TextOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? LongOrNull(this IDataRecord row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    static IDbCommand Bind(IDbConnection connection, string sql, ReadOnlySpan<object?> values)
    {
        var commands = Prepared.GetOrCreateValue(connection);
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@{i}";
                command.Parameters.Add(parameter);
            }

            commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++) ((IDataParameter)command.Parameters[i]!).Value = values[i] ?? DBNull.Value;
        return command;
    }
}
