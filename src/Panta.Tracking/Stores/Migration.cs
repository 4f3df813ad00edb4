using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Panta.Tracking.Engines;

namespace Panta.Tracking.Stores;

/// <summary>One numbered, forward-only step of the database's schema, from an embedded <c>NNNN-name.sql</c>.</summary>
sealed partial record Migration(int Number, string Name, string Sql)
{
    const string History = """
        CREATE TABLE IF NOT EXISTS migrations (
            number BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """;

    /// <summary>Number and name, as in the file's name.</summary>
    public string Title => $"{Number:0000}-{Name}";

    string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>All migrations of this program in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Load().OrderBy(m => m.Number)];

    /// <summary>Brings a database up to date, each migration in a transaction of its own.</summary>
    /// <exception cref="StoreException">
    /// The database is newer than the program, a migration was changed after it was applied, or the tables are another program's: nothing is written there.
    /// </exception>
    public static void Apply(IStoreSession session, IStoreEngine engine, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        try
        {
            foreach (var migration in Pending(session.Connection, engine.Place, migrations))
                InTransaction(session, c =>
                {
                    c.Execute(engine.Dialect.Migration(History));
                    migration.Apply(c, engine.Dialect, now.ToUnixTimeMilliseconds());
                });
        }
        catch (DbException error)
        {
            throw engine.Explain(error) ?? new StoreException(
                engine.Place, $"cannot be opened: {error.Message.TrimEnd('.')}. Restore it from a backup, or give another data folder or database.", error);
        }
    }

    /// <summary>The migrations that a database lacks.</summary>
    /// <exception cref="StoreException">
    /// The database is newer than the program, a migration was changed after it was applied, or the tables are another program's.
    /// </exception>
    public static IReadOnlyList<Migration> Pending(IDbConnection connection, string place, IReadOnlyList<Migration> migrations)
    {
        RequireOwn(connection, place, migrations);
        var applied = Recorded(connection);
        Check(applied, place, migrations);
        return [.. migrations.Where(m => applied.All(a => a.Number != m.Number))];
    }

    /// <summary>
    /// Requires that a database is not another program's: where nothing of this program's was ever made, there is no table of a name that it needs. MLflow's own
    /// database has such ones.
    /// </summary>
    /// <exception cref="StoreException">It is.</exception>
    public static void RequireOwn(IDbConnection connection, string place, IReadOnlyList<Migration> migrations)
    {
        if (Recorded(connection).Count > 0) return;

        var made = migrations.SelectMany(m => MadeTable().Matches(m.Sql)).Select(match => match.Groups["name"].Value);
        if (made.FirstOrDefault(name => IsThere(connection, name)) is { } other)
            throw new StoreException(
                place, $"holds tables of another program, as '{other}'. Give an empty database; 'panta import mlflow' brings over what an MLflow store holds.");
    }

    /// <summary>Requires that a database has exactly the migrations of this program.</summary>
    /// <exception cref="StoreException">It has others.</exception>
    public static void Require(IDbConnection connection, string place, IReadOnlyList<Migration> migrations)
    {
        if (Pending(connection, place, migrations) is [var first, ..])
            throw new StoreException(place, $"lacks migration {first.Title}. Run 'panta db migrate', or start the server anew.");
    }

    /// <summary>The migrations of this program that a database has.</summary>
    /// <exception cref="StoreException">It has none, or others.</exception>
    public static IReadOnlyList<Migration> Applied(IDbConnection connection, string place)
    {
        IReadOnlyList<Migration> applied = [.. All.Except(Pending(connection, place, All))];
        return applied.Count > 0 ? applied : throw new StoreException(place, "holds no store. Say where the store is with --data or --database.");
    }

    /// <summary>Makes the tables of migrations in an empty SQLite database, with the list of migrations of another one.</summary>
    public static void Make(IReadOnlyList<Migration> migrations, IDbConnection target, IDbConnection other)
    {
        target.Execute(History);
        foreach (var migration in migrations) target.Execute(migration.Sql, new { now = 0L });
        foreach (var row in other.Query<(long Number, string Name, string Sha256, long At)>("SELECT number, name, sha256, applied_at FROM migrations"))
            target.Execute("INSERT INTO migrations (number, name, sha256, applied_at) VALUES (@Number, @Name, @Sha256, @At)", new { row.Number, row.Name, row.Sha256, row.At });
    }

    static List<(long Number, string Name, string Sha256)> Recorded(IDbConnection connection) => IsThere(connection, "migrations")
        ? connection.Query<(long Number, string Name, string Sha256)>("SELECT number, name, sha256 FROM migrations ORDER BY number").ToList() : [];

    static bool IsThere(IDbConnection connection, string table) => connection.ExecuteScalar<long>(Dialect.Of(connection).CountTables, new { name = table }) > 0;

    void Apply(IDbConnection connection, Dialect dialect, long now)
    {
        connection.Execute(dialect.Migration(Sql), new { now });
        connection.Execute(
            "INSERT INTO migrations (number, name, sha256, applied_at) VALUES (@Number, @Name, @Checksum, @now)", new { Number, Name, Checksum, now });
    }

    static void InTransaction(IStoreSession session, Action<IDbConnection> work)
    {
        if (!session.TryBegin()) throw new IOException("The connection broke.");
        try
        {
            work(session.Connection);
            session.Commit();
        }
        finally
        {
            if (session.IsOpen) session.RollBack();
        }
    }

    static void Check(List<(long Number, string Name, string Sha256)> applied, string place, IReadOnlyList<Migration> migrations)
    {
        foreach (var (number, name, sha256) in applied)
        {
            var known = migrations.FirstOrDefault(m => m.Number == number)
                ?? throw new StoreException(
                    place, $"was written by a newer version of Panta (it has migration {number:0000}-{name}). Use that version or a later one.");
            if (known.Checksum != sha256)
                throw new StoreException(place, $"has another migration {number:0000}-{name} than this program. Use the version of Panta that wrote it.");
        }
    }

    [GeneratedRegex(@"^CREATE TABLE (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex MadeTable();

    static IEnumerable<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource) ?? Stream.Null);
            var dash = resource.IndexOf('-', StringComparison.Ordinal);
            yield return new(int.Parse(resource.AsSpan(0, dash), CultureInfo.InvariantCulture), resource[(dash + 1)..^4], reader.ReadToEnd());
        }
    }
}
