using System.Data;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Panta.Tracking.Engines;

/// <summary>SQLite's SQL: the stores' own.</summary>
sealed class SqliteDialect : Dialect
{
    public override string Name => "SQLite";

    public override string CountTables => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @name";

    public override string Migration(string sql) => sql;

    // SQLite's LIKE ignores the case of ASCII letters, which is ILIKE; its GLOB minds case and has the same two wildcards under other signs.
    public override string Like(string column, string pattern, Func<object?, string> parameter) => $"{column} GLOB {parameter(ToGlob(pattern))}";

    public override string LikeAnyCase(string column, string pattern, Func<object?, string> parameter) => $"{column} LIKE {parameter(pattern)}";

    public override string EqualLong(string column, string parameter) => $"{column} = {parameter}";

    public override string IsIn(string column, long[] values, Func<object?, string> parameter) =>
        $"{column} IN (SELECT value FROM json_each({parameter(Value(values))}))";

    protected override IDbCommand Prepare(IDbConnection connection, string sql, int values)
    {
        var command = connection.CreateCommand();
        // A list goes as one JSON text, so that a statement is one whatever the length of its list.
        command.CommandText = ListSql.Pattern().Replace(sql, "IN (SELECT value FROM json_each($1))");
        for (var i = 0; i < values; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@{i}";
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public override IDataRecord Row(IDataReader reader) =>
        (reader is IWrappedDataReader dappers ? dappers.Reader : reader) is SqliteDataReader own ? new SqliteRow(own) : reader;

    protected override object Value(object? value) => value switch
    {
        null => DBNull.Value,
        long[] numbers => JsonSerializer.Serialize(numbers),
        string[] texts => JsonSerializer.Serialize(texts),
        _ => value,
    };

    public override int InsertAll(IDbConnection connection, string sql, ReadOnlySpan<Array> columns) =>
        SqliteStatements.Of((SqliteConnection)connection).RunAll(sql, columns);

    internal static string ToGlob(string pattern)
    {
        var glob = new StringBuilder(pattern.Length + 8);
        foreach (var c in pattern)
            glob.Append(c switch
            {
                '%' => "*",
                '_' => "?",
                '*' => "[*]",
                '?' => "[?]",
                '[' => "[[]",
                _ => c.ToString(),
            });
        return glob.ToString();
    }
}
