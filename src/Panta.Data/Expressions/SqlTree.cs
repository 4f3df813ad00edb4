using System.Text.Json;
using Panta.Data.Reading;
using Panta.Data.Tables;

namespace Panta.Data.Expressions;

/// <summary>The syntax tree of a query as DuckDB's parser makes it. Nothing of the query is run.</summary>
static class SqlTree
{
    /// <summary>How deep a tree may be nested.</summary>
    public const int DeepestTree = 4_000;

    /// <summary>The tree of a SELECT statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="shown">The text that the user wrote, for the message.</param>
    /// <exception cref="FormatException">It is no SELECT, or there is a mistake in it.</exception>
    public static JsonDocument Of(string sql, string shown)
    {
        if (sql.Contains('\0', StringComparison.Ordinal)) throw new FormatException("The SQL holds the character NUL.");

        using var db = SharedDuckDb.Connect();
        var json = ((TextColumn)db.Query("SELECT CAST(json_serialize_sql(CAST(? AS VARCHAR), skip_null := true) AS VARCHAR) AS tree", sql)["tree"])[0]!;
        var tree = JsonDocument.Parse(json, new() { MaxDepth = DeepestTree });
        if (!tree.RootElement.GetProperty("error").GetBoolean()) return tree;

        using (tree) throw new FormatException($"'{shown}' cannot be read: {tree.RootElement.GetProperty("error_message").GetString()}.");
    }
}
