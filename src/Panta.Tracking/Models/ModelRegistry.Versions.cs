using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

public sealed partial class ModelRegistry
{
    /// <summary>Makes the next version of a model.</summary>
    /// <param name="version">What it is made from.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="NotFoundException">The model, or what the source refers to, does not exist.</exception>
    /// <exception cref="ArgumentException">The source or a tag is not allowed.</exception>
    public Task<ModelVersion> CreateVersionAsync(NewModelVersion version, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        RequireTags(version.Tags);
        Limits.RequireLength(version.Source, Limits.LinkLength, "source");
        Limits.RequireLength(version.RunLink, Limits.LinkLength, "run_link");
        Limits.RequireLength(version.RunId, Limits.IdLength, "run_id");
        Limits.RequireLength(version.ModelId, Limits.IdLength, "model_id");
        Limits.RequireLength(version.Description, Limits.DescriptionLength, "description");
        return database.WriteAsync(c => InsertVersion(c, version), cancel);
    }

    /// <summary>A version of a model.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public ModelVersion GetVersion(string name, long version) => database.Read(c => ModelRows.GetVersion(c, name, version));

    /// <summary>The versions of a model, the newest first.</summary>
    /// <param name="name">The model's name; of an unknown one there are none.</param>
    public IReadOnlyList<ModelVersion> Versions(string name) => database.Read(c => ModelRows.WithData(
        c, c.Rows($"SELECT {ModelRows.VersionColumns} FROM model_versions v WHERE v.name = @0 ORDER BY v.version DESC", ModelRows.ReadVersion, name)));

    /// <summary>How many versions models have; one without any is left out.</summary>
    /// <param name="names">The models' names.</param>
    public IReadOnlyDictionary<string, long> CountVersions(IReadOnlyList<string> names) => database.Read(c => c.Rows(
        "SELECT name, COUNT(*) FROM model_versions WHERE name IN @0 GROUP BY name", r => (Name: r.GetString(0), Count: r.GetInt64(1)), [names.ToArray()])
        .ToDictionary(row => row.Name, row => row.Count));

    /// <summary>Of each stage that has any, the version with the highest number.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="stages">Only these, in any case of letters; null or none for all.</param>
    public IReadOnlyList<ModelVersion> GetLatestVersions(string name, IReadOnlyList<string>? stages = null)
    {
        var wanted = (stages ?? []).Select(ModelStage.Parse).ToHashSet();
        return database.Read(c => ModelRows.GetModel(c, name).LatestVersions.Where(v => wanted.Count == 0 || wanted.Contains(v.Stage)).ToList());
    }

    /// <summary>Changes a version's description.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="description">The new text.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task<ModelVersion> DescribeVersionAsync(string name, long version, string description, CancellationToken cancel = default)
    {
        Limits.RequireLength(description, Limits.DescriptionLength, "description");
        return database.WriteAsync(
            c =>
            {
                RequireVersion(c, name, version);
                c.Run("UPDATE model_versions SET description = @2, last_update_time = @3 WHERE name = @0 AND version = @1", name, version, description, Now);
                return ModelRows.GetVersion(c, name, version);
            },
            cancel);
    }

    /// <summary>Removes a version and the aliases that point to it for good; its files stay and its number is not given again.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="who">Who decided, for the history of its aliases.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task DeleteVersionAsync(string name, long version, string who, CancellationToken cancel = default) => database.WriteAsync(
        c =>
        {
            RequireVersion(c, name, version);
            RemoveAliases(c, name, version, who, $"version {version} was deleted");
            c.Run("DELETE FROM model_versions WHERE name = @0 AND version = @1", name, version);
            AnnounceDeletion(c, name, version);
            c.Run("UPDATE registered_models SET last_update_time = @1 WHERE name = @0", name, Now);
        },
        cancel);

    /// <summary>Sets a tag of a version.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="tag">Value up to 100,000 characters.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task SetVersionTagAsync(string name, long version, Tag tag, CancellationToken cancel = default)
    {
        RequireTag(tag, "");
        return database.WriteAsync(
            c =>
            {
                RequireVersion(c, name, version);
                SetVersionTag(c, name, version, tag);
                AnnounceVersionTag(c, name, version, tag.Key, tag.Value);
            },
            cancel);
    }

    /// <summary>Removes a tag of a version; nothing where it has none such.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task DeleteVersionTagAsync(string name, long version, string key, CancellationToken cancel = default) => database.WriteAsync(
        c =>
        {
            RequireVersion(c, name, version);
            if (c.Run("DELETE FROM model_version_tags WHERE name = @0 AND version = @1 AND key = @2", name, version, key) > 0)
                AnnounceVersionTag(c, name, version, key, null);
            else Limits.RequireKey(key, "key");
        },
        cancel);

    internal static NotFoundException VersionNotFound(string name, long version) =>
        new("model version", $"{name}/{version}", $"Model Version (name={name}, version={version}) not found.");

    ModelVersion InsertVersion(IDbConnection connection, NewModelVersion given)
    {
        Require(connection, given.Name);
        var prompt = given.Tags.Any(t => t.Key == ModelSource.PromptTag && t.Value.Equals("true", StringComparison.OrdinalIgnoreCase));
        var (version, location) = ModelSource.Locate(connection, given, prompt);
        var now = Now;
        connection.Run("UPDATE registered_models SET last_version = last_version + 1, last_update_time = @1 WHERE name = @0", version.Name, now);
        var number = connection.First("SELECT last_version FROM registered_models WHERE name = @0", r => r.GetInt64(0), version.Name);
        connection.Run(
            """
            INSERT INTO model_versions (name, version, creation_time, last_update_time, description, stage, source, location, run_id, run_link, model_id)
            VALUES (@0, @1, @2, @2, @3, 'None', @4, @5, @6, @7, @8)
            """,
            version.Name, number, now, version.Description, version.Source, location, version.RunId, version.RunLink, version.ModelId);
        foreach (var tag in version.Tags) SetVersionTag(connection, version.Name, number, tag);
        if (version.ModelId.Length > 0) NoteVersion(connection, version.ModelId, version.Name, number);
        var made = ModelRows.GetVersion(connection, version.Name, number);
        AnnounceVersion(connection, made, prompt);
        return made;
    }

    // The logged model lists the versions made from it in a tag, which clients read.
    static void NoteVersion(IDbConnection connection, string modelId, string name, long version)
    {
        if (connection.First("SELECT 1 FROM logged_models WHERE model_id = @0", r => 1, modelId) == 0) return; // the original of a copy outlives it

        var tag = connection.First(
            "SELECT value FROM logged_model_tags WHERE model_id = @0 AND key = @1", r => r.GetString(0), modelId, LoggedModel.VersionsTag);
        var versions = new JsonArray();
        try
        {
            versions = JsonNode.Parse(tag ?? "[]") as JsonArray ?? versions;
        }
        catch (JsonException)
        {
            // a client wrote something else into the tag; the list begins anew
        }

        versions.Add(new JsonObject { ["name"] = name, ["version"] = version });
        LoggedModelStore.SetTag(connection, modelId, new(LoggedModel.VersionsTag, versions.ToJsonString()));
    }

    static void SetVersionTag(IDbConnection connection, string name, long version, Tag tag) => connection.Run(
        "INSERT INTO model_version_tags (name, version, key, value) VALUES (@0, @1, @2, @3) "
        + "ON CONFLICT (name, version, key) DO UPDATE SET value = excluded.value",
        name, version, tag.Key, tag.Value);

    static void RequireVersion(IDbConnection connection, string name, long version)
    {
        if (connection.First("SELECT 1 FROM model_versions WHERE name = @0 AND version = @1", r => r.GetInt64(0), name, version) == 0)
            throw VersionNotFound(name, version);
    }
}
