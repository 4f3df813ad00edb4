using System.Data;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Panta.Tracking.Stores;

/// <summary>One numbered, forward-only step of the database's schema, from an embedded <c>NNNN-name.sql</c>.</summary>
sealed record Migration(int Number, string Name, string Sql)
{
    const string History = """
        CREATE TABLE IF NOT EXISTS migrations (
            number BIGINT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """;

    string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>All migrations of this program in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Load().OrderBy(m => m.Number)];

    /// <summary>Brings a database up to date, each migration in a transaction of its own.</summary>
    /// <exception cref="StoreException">The database is newer than the program, or a migration was changed after it was applied.</exception>
    public static void Apply(IDbConnection connection, string file, IReadOnlyList<Migration> migrations, DateTimeOffset now)
    {
        connection.Execute(History);
        var applied = connection.Query<(long Number, string Name, string Sha256)>("SELECT number, name, sha256 FROM migrations ORDER BY number").ToList();
        Check(applied, file, migrations);

        foreach (var migration in migrations.Where(m => applied.All(a => a.Number != m.Number)))
        {
            connection.Execute("BEGIN IMMEDIATE");
            connection.Execute(migration.Sql, new { now = now.ToUnixTimeMilliseconds() });
            connection.Execute(
                "INSERT INTO migrations (number, name, sha256, applied_at) VALUES (@Number, @Name, @Checksum, @At)",
                new { migration.Number, migration.Name, migration.Checksum, At = now.ToUnixTimeMilliseconds() });
            connection.Execute("COMMIT");
        }
    }

    static void Check(List<(long Number, string Name, string Sha256)> applied, string file, IReadOnlyList<Migration> migrations)
    {
        foreach (var (number, name, sha256) in applied)
        {
            var known = migrations.FirstOrDefault(m => m.Number == number)
                ?? throw new StoreException(
                    file, $"was written by a newer version of Panta (it has migration {number:0000}-{name}). Use that version or a later one.");
            if (known.Checksum != sha256)
                throw new StoreException(file, $"has another migration {number:0000}-{name} than this program. Use the version of Panta that wrote it.");
        }
    }

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
