using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Panta.Data.Databases;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Upkeep;

/// <summary>A table of the store as the migrations make it; the same in SQLite and PostgreSQL.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns in order, with the types they are declared with.</param>
/// <param name="Key">The columns of its primary key, in order.</param>
/// <param name="Counted">Whether it gives its rows their keys by itself.</param>
sealed record StoreTable(string Name, ImmutableArray<(string Name, string Type)> Columns, ImmutableArray<string> Key, bool Counted)
{
    /// <summary>What a backup says of itself; no part of a store.</summary>
    public const string Contents = "backup_contents";

    /// <summary>All its rows in the order of their keys.</summary>
    public string Select => $"SELECT {ColumnList} FROM {Quote(Name)} ORDER BY {string.Join(", ", Key.Select(Quote))}";

    public string ColumnList => string.Join(", ", Columns.Select(c => Quote(c.Name)));

    public static string Quote(string name) => $"\"{name}\"";

    /// <summary>The tables that migrations make, those that others refer to first; without the list of migrations.</summary>
    public static ImmutableArray<StoreTable> Of(IReadOnlyList<Migration> migrations)
    {
        using var schema = Schema(migrations);
        var tables = schema.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            .Select(name => Read(schema, name)).ToList();
        var references = tables.ToDictionary(
            t => t.Name, t => schema.Query<string>("SELECT \"table\" FROM pragma_foreign_key_list(@Name)", new { t.Name }).Where(n => n != t.Name).ToHashSet());

        var ordered = ImmutableArray.CreateBuilder<StoreTable>();
        while (tables.FirstOrDefault(t => references[t.Name].All(n => ordered.Any(o => o.Name == n))) is { } next)
        {
            ordered.Add(next);
            tables.Remove(next);
        }

        return tables.Count == 0 ? ordered.ToImmutable() : throw new InvalidOperationException($"Tables refer to each other in a circle: {tables[0].Name}.");
    }

    /// <summary>What migrations make of an empty SQLite database: each thing's name and text.</summary>
    public static ImmutableArray<(string Name, string? Sql)> Things(SqliteConnection connection) =>
        [.. connection.Query<(string, string?)>("SELECT name, sql FROM sqlite_master WHERE name NOT IN (@Contents, 'migrations') AND tbl_name NOT IN (@Contents, 'migrations') ORDER BY name", new { Contents })];

    /// <summary>An empty SQLite database in memory with migrations applied.</summary>
    public static SqliteConnection Schema(IReadOnlyList<Migration> migrations)
    {
        SqliteLibrary.Require();
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        foreach (var migration in migrations) connection.Execute(migration.Sql, new { now = 0L });
        return connection;
    }

    static StoreTable Read(SqliteConnection schema, string name)
    {
        var columns = schema.Query<(string Name, string Type, long Key)>("SELECT name, type, pk FROM pragma_table_info(@name)", new { name }).ToList();
        return new(
            name, [.. columns.Select(c => (c.Name, c.Type))], [.. columns.Where(c => c.Key > 0).OrderBy(c => c.Key).Select(c => c.Name)],
            columns.Any(c => c is { Type: "INTEGER", Key: 1 }));
    }
}
