using System.Data;
using Dapper;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

/// <summary>Registered models and versions as rows: reading them with tags and aliases in a fixed number of queries.</summary>
static class ModelRows
{
    public const string ModelColumns = "m.name, m.description, m.creation_time, m.last_update_time";

    public const string VersionColumns =
        "v.name, v.version, v.creation_time, v.last_update_time, v.description, v.stage, v.source, v.location, v.run_id, v.run_link, v.model_id";

    public static NotFoundException ModelNotFound(string name) => new("registered model", name, $"Registered Model with name={name} not found.");

    public static RegisteredModel GetModel(IDbConnection connection, string name)
    {
        var found = connection.First($"SELECT {ModelColumns} FROM registered_models m WHERE m.name = @0", ReadModel, name) ?? throw ModelNotFound(name);
        return WithData(connection, [found])[0];
    }

    public static ModelVersion GetVersion(IDbConnection connection, string name, long version)
    {
        var found = connection.First($"SELECT {VersionColumns} FROM model_versions v WHERE v.name = @0 AND v.version = @1", ReadVersion, name, version)
            ?? throw ModelRegistry.VersionNotFound(name, version);
        return WithData(connection, [found])[0];
    }

    public static RegisteredModel ReadModel(IDataRecord row) =>
        new() { Name = row.GetString(0), Description = row.GetString(1), CreationTime = row.GetInt64(2), LastUpdateTime = row.GetInt64(3) };

    public static ModelVersion ReadVersion(IDataRecord row) => new()
    {
        Name = row.GetString(0),
        Version = row.GetInt64(1),
        CreationTime = row.GetInt64(2),
        LastUpdateTime = row.GetInt64(3),
        Description = row.GetString(4),
        Stage = row.GetString(5),
        Source = row.GetString(6),
        Location = row.GetString(7),
        RunId = row.GetString(8),
        RunLink = row.GetString(9),
        ModelId = row.GetString(10),
    };

    public static List<RegisteredModel> WithData(IDbConnection connection, List<RegisteredModel> models)
    {
        var names = models.ConvertAll(m => m.Name);
        var tags = Chunks.Load(
            connection, "SELECT name, key, value FROM registered_model_tags WHERE name IN @0 ORDER BY name, key",
            names, r => new Tag(r.GetString(1), r.GetString(2)));
        var aliases = Chunks.Load(
            connection, "SELECT name, alias, version FROM aliases WHERE name IN @0 ORDER BY name, alias",
            names, r => new ModelAlias(r.GetString(1), r.GetInt64(2)));
        var latest = Chunks.Load(
            connection,
            $"""
            SELECT {VersionColumns} FROM model_versions v
            JOIN (SELECT name, stage, MAX(version) AS version FROM model_versions WHERE name IN @0 GROUP BY name, stage) l
              ON l.name = v.name AND l.version = v.version ORDER BY v.name, v.version
            """,
            names, ReadVersion);
        var versions = WithData(connection, [.. latest.Values.SelectMany(v => v)]).ToLookup(v => v.Name);
        return models.ConvertAll(m => m with { Tags = tags.Of(m.Name), Aliases = aliases.Of(m.Name), LatestVersions = [.. versions[m.Name]] });
    }

    public static List<ModelVersion> WithData(IDbConnection connection, List<ModelVersion> versions)
    {
        var names = versions.Select(v => v.Name).Distinct().ToList();
        var wanted = versions.Select(v => (v.Name, v.Version)).ToHashSet();
        var (from, to) = versions.Count == 0 ? (0, 0) : (versions.Min(v => v.Version), versions.Max(v => v.Version));
        var tags = Chunks.Load(
            connection, "SELECT name, version, key, value FROM model_version_tags WHERE name IN @0 AND version BETWEEN @1 AND @2 ORDER BY name, version, key",
            names, r => (Version: r.GetInt64(1), Tag: new Tag(r.GetString(2), r.GetString(3))), from, to);
        var aliases = Chunks.Load(
            connection, "SELECT name, version, alias FROM aliases WHERE name IN @0 AND version BETWEEN @1 AND @2 ORDER BY name, alias",
            names, r => (Version: r.GetInt64(1), Alias: r.GetString(2)), from, to);
        var tagsOf = tags.SelectMany(t => t.Value.Select(v => (Key: (t.Key, v.Version), v.Tag)))
            .Where(t => wanted.Contains(t.Key)).ToLookup(t => t.Key, t => t.Tag);
        var aliasesOf = aliases.SelectMany(a => a.Value.Select(v => (Key: (a.Key, v.Version), v.Alias))).ToLookup(a => a.Key, a => a.Alias);
        return versions.ConvertAll(v => v with { Tags = [.. tagsOf[(v.Name, v.Version)]], Aliases = [.. aliasesOf[(v.Name, v.Version)]] });
    }
}
