using System.Data;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Models;

/// <summary>
/// Registered models, their versions and aliases on disk. Every move of an alias is recorded with who, when, why and evidence, in the same
/// transaction. Thread-safe; writes complete when they are fsynced.
/// </summary>
/// <param name="database">Where they are kept.</param>
/// <param name="time">The clock for times that the caller leaves out.</param>
public sealed partial class ModelRegistry(Database database, TimeProvider time)
{
    const string NamesTaken = "Choose another name.";

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Registers a model without versions.</summary>
    /// <param name="name">Unique; not blank, without <c>/</c> and <c>:</c>.</param>
    /// <param name="description">For people. Default empty.</param>
    /// <param name="tags">Its first tags; of a repeated key the last one stays. Null for none.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <exception cref="AlreadyExistsException">The name is taken.</exception>
    /// <exception cref="ArgumentException">The name or a tag is not allowed.</exception>
    public Task<RegisteredModel> CreateAsync(string name, string description = "", IReadOnlyList<Tag>? tags = null, CancellationToken cancel = default)
    {
        RequireName(name, "name");
        Limits.RequireLength(description, Limits.DescriptionLength, "description");
        RequireTags(tags ??= []);
        return database.WriteAsync(
            c =>
            {
                RequireFree(c, name);
                c.Run(
                    "INSERT INTO registered_models (name, description, creation_time, last_update_time, last_version) VALUES (@0, @1, @2, @2, 0)",
                    name, description, Now);
                foreach (var tag in tags) SetModelTag(c, name, tag);
                var made = ModelRows.GetModel(c, name);
                AnnounceModel(c, made);
                return made;
            },
            cancel);
    }

    /// <summary>A registered model with tags, aliases and the latest version of each stage.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    public RegisteredModel Get(string name) => database.Read(c => ModelRows.GetModel(c, name));

    /// <summary>Gives a model another name; versions, tags, aliases and their history go along.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="newName">As for <see cref="CreateAsync"/>.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task<RegisteredModel> RenameAsync(string name, string newName, CancellationToken cancel = default)
    {
        RequireName(newName, "new_name");
        return database.WriteAsync(
            c =>
            {
                Require(c, name);
                if (newName == name) return ModelRows.GetModel(c, name);

                RequireFree(c, newName);
                c.Run("UPDATE registered_models SET name = @1, last_update_time = @2 WHERE name = @0", name, newName, Now);
                c.Run("UPDATE model_versions SET last_update_time = @1 WHERE name = @0", newName, Now);
                c.Run("UPDATE alias_history SET name = @1 WHERE name = @0", name, newName);
                c.Run("UPDATE stage_history SET name = @1 WHERE name = @0", name, newName);
                AnnounceRename(c, name, newName);
                return ModelRows.GetModel(c, newName);
            },
            cancel);
    }

    /// <summary>Changes a model's description.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">The new text.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task<RegisteredModel> DescribeAsync(string name, string description, CancellationToken cancel = default)
    {
        Limits.RequireLength(description, Limits.DescriptionLength, "description");
        return database.WriteAsync(
            c =>
            {
                Require(c, name);
                c.Run("UPDATE registered_models SET description = @1, last_update_time = @2 WHERE name = @0", name, description, Now);
                return ModelRows.GetModel(c, name);
            },
            cancel);
    }

    /// <summary>Removes a model with its versions, tags and aliases for good; files and the aliases' history stay.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="who">Who decided, for the history of its aliases.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task DeleteAsync(string name, string who, CancellationToken cancel = default) => database.WriteAsync(
        c =>
        {
            Require(c, name);
            RemoveAliases(c, name, null, who, "the model was deleted");
            c.Run("DELETE FROM registered_models WHERE name = @0", name);
            AnnounceDeletion(c, name, null);
        },
        cancel);

    /// <summary>Sets a tag of a model.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="tag">Value up to 100,000 characters.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task SetTagAsync(string name, Tag tag, CancellationToken cancel = default)
    {
        RequireTag(tag, "");
        return database.WriteAsync(
            c =>
            {
                Require(c, name);
                SetModelTag(c, name, tag);
                AnnounceModelTag(c, name, tag.Key, tag.Value);
            },
            cancel);
    }

    /// <summary>Removes a tag of a model; nothing where it has none such.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    public Task DeleteTagAsync(string name, string key, CancellationToken cancel = default) => database.WriteAsync(
        c =>
        {
            Require(c, name);
            if (c.Run("DELETE FROM registered_model_tags WHERE name = @0 AND key = @1", name, key) > 0) AnnounceModelTag(c, name, key, null);
            else Limits.RequireKey(key, "key");
        },
        cancel);

    internal static void Require(IDbConnection connection, string name)
    {
        if (connection.First("SELECT 1 FROM registered_models WHERE name = @0", r => r.GetInt64(0), name) == 0) throw ModelRows.ModelNotFound(name);
    }

    static void SetModelTag(IDbConnection connection, string name, Tag tag) => connection.Run(
        "INSERT INTO registered_model_tags (name, key, value) VALUES (@0, @1, @2) ON CONFLICT (name, key) DO UPDATE SET value = excluded.value",
        name, tag.Key, tag.Value);

    static void RequireFree(IDbConnection connection, string name)
    {
        if (connection.First("SELECT 1 FROM registered_models WHERE name = @0", r => r.GetInt64(0), name) != 0)
            throw new AlreadyExistsException("registered model", name, $"Registered Model (name={name}) already exists. {NamesTaken}");
    }

    /// <summary>Requires a name that a registered model can have.</summary>
    /// <param name="name">1 to 500 characters, not blank, no <c>/</c> and no <c>:</c>, neither <c>.</c> nor <c>..</c>.</param>
    /// <param name="field">What it is called in messages. Default <c>name</c>.</param>
    /// <exception cref="ArgumentException">It can have no such name.</exception>
    public static void RequireName(string name, string field = "name")
    {
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException(
            $"Missing value for required parameter '{field}': a registered model's name must not be blank.");
        Limits.RequireLength(name, Limits.NameLength, field);
        if (name.AsSpan().ContainsAny('/', ':')) throw new ArgumentException($"Invalid model name: '{name}'. Names cannot contain '/' or ':'.");
        if (!Limits.IsNormalPath(name)) throw new ArgumentException($"Invalid model name: '{name}'. Names are used as paths, so '.' and '..' are none.");
    }

    static void RequireTags(IReadOnlyList<Tag> tags)
    {
        Limits.RequireCount(tags.Count, "tags");
        for (var i = 0; i < tags.Count; i++) RequireTag(tags[i], $"tags[{i}].");
    }

    static void RequireTag(Tag tag, string path)
    {
        Limits.RequireKey(tag.Key, path + "key");
        Limits.RequireLength(tag.Value, Limits.RegistryTagLength, path + "value");
    }
}
