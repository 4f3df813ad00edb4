using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using Panta.Tracking.Engines;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Upkeep;

/// <summary>Looks whether a store is as it must be. The store may be in use: all is read at one moment, and nothing is changed.</summary>
public static class StoreCheck
{
    const int Shown = 3;
    const int Damaged = 11; // SQLITE_CORRUPT
    const int NoDatabase = 26; // SQLITE_NOTADB

    // The latest point of a metric is the one of greatest step, then time, then value.
    const string WrongLatest = """
        SELECT (SELECT COUNT(*) FROM latest_metrics l WHERE NOT EXISTS (
                  SELECT 1 FROM metrics m WHERE m.run = l.run AND m.key = l.key AND m.timestamp = l.timestamp AND m.step = l.step
                    AND m.value = l.value AND m.is_nan = l.is_nan) OR EXISTS (
                  SELECT 1 FROM metrics m WHERE m.run = l.run AND m.key = l.key AND (m.step, m.timestamp, m.value) > (l.step, l.timestamp, l.value)))
             + (SELECT COUNT(*) FROM (SELECT DISTINCT m.run, m.key FROM metrics m) d WHERE NOT EXISTS (
                  SELECT 1 FROM latest_metrics l WHERE l.run = d.run AND l.key = d.key))
        """;

    /// <summary>Checks a store.</summary>
    /// <param name="store">The store.</param>
    /// <returns>One finding a check; the store is whole if all passed.</returns>
    /// <exception cref="StoreException">There is no store, or it cannot be read at all.</exception>
    public static IReadOnlyList<StoreFinding> Run(StoreAddress store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Read((session, engine) => Look(session.Connection, engine));
    }

    static List<StoreFinding> Look(IDbConnection connection, IStoreEngine engine)
    {
        List<StoreFinding> findings = [connection is SqliteConnection sqlite ? Pages(sqlite) : Indexes(connection)];
        if (!findings[0].Passed) return findings; // what else is read of it means nothing

        Migration.RequireOwn(connection, engine.Place, Migration.All);
        findings.Add(connection is SqliteConnection whole ? References(whole) : Collations(connection));
        var migrations = Migrations(connection, engine.Place);
        findings.Add(migrations);
        if (!migrations.Passed) return findings;

        if (connection is SqliteConnection file) findings.Add(Schema(file));
        findings.Add(Latest(connection));
        return findings;
    }

    static StoreFinding Pages(SqliteConnection connection)
    {
        try
        {
            var problems = connection.Query<string>("PRAGMA integrity_check(100)", commandTimeout: 0).ToList();
            return problems is ["ok"] ? new("pages", true, "All pages and indexes fit together.") : new("pages", false, Some(problems));
        }
        catch (SqliteException error) when (error.SqliteErrorCode is Damaged or NoDatabase)
        {
            return new("pages", false, $"They cannot be read: {error.Message}");
        }
    }

    static StoreFinding References(SqliteConnection connection)
    {
        var broken = connection.Query<(string Table, long? Row, string Parent, long Key)>("PRAGMA foreign_key_check", commandTimeout: 0)
            .GroupBy(r => (r.Table, r.Parent)).Select(g => $"{g.Count()} rows of {g.Key.Table} refer to rows of {g.Key.Parent} that are not there").ToList();
        return new("references", broken.Count == 0, broken.Count == 0 ? "Every row that is referred to is there." : Some(broken));
    }

    static StoreFinding Indexes(IDbConnection connection)
    {
        var broken = connection.Query<string>(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            + "WHERE NOT i.indisvalid AND c.relnamespace = quote_ident(current_schema())::regnamespace ORDER BY c.relname").ToList();
        return new("indexes", broken.Count == 0, broken.Count == 0 ? "All indexes are valid." : Some(broken.ConvertAll(name => $"index {name} is not valid; REINDEX it")));
    }

    // Text that is ordered otherwise than by its bytes would come in another order than pages go on in.
    static StoreFinding Collations(IDbConnection connection)
    {
        var wrong = connection.Query<string>(
            "SELECT table_name || '.' || column_name FROM information_schema.columns "
            + "WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' ORDER BY 1").ToList();
        return new("collations", wrong.Count == 0, wrong.Count == 0 ? "All text is ordered by its bytes." : Some(wrong.ConvertAll(c => $"{c} is not COLLATE \"C\"")));
    }

    static StoreFinding Migrations(IDbConnection connection, string place)
    {
        try
        {
            var pending = Migration.Pending(connection, place, Migration.All);
            return pending.Count == 0
                ? new("migrations", true, $"All {Migration.All.Count} are applied, with this program's texts.")
                : new("migrations", false, $"{pending.Count} are not applied: {string.Join(", ", pending.Select(m => m.Title))}. Run 'panta db migrate'.");
        }
        catch (StoreException error)
        {
            return new("migrations", false, error.Message);
        }
    }

    static StoreFinding Schema(SqliteConnection connection)
    {
        using var schema = StoreTable.Schema(Migration.All);
        var (there, expected) = (StoreTable.Things(connection), StoreTable.Things(schema));
        var differences = expected.Except(there).Select(t => $"{t.Name} is missing or changed").Concat(there.Except(expected).Select(t => $"{t.Name} was added or changed"))
            .Distinct().ToList();
        return new("schema", differences.Count == 0, differences.Count == 0 ? "Tables and indexes are as the migrations make them." : Some(differences));
    }

    static StoreFinding Latest(IDbConnection connection)
    {
        var wrong = connection.ExecuteScalar<long>(WrongLatest, commandTimeout: 0);
        return new(
            "latest metrics", wrong == 0,
            wrong == 0 ? "Every metric's latest point is that of its history." : $"{wrong} metrics have another latest point than their history says.");
    }

    static string Some(List<string> problems) =>
        string.Join("; ", problems.Take(Shown)) + (problems.Count > Shown ? $"; and {problems.Count - Shown} more" : "") + ".";
}
