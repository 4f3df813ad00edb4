using System.Globalization;
using System.Text;
using System.Text.Json;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Webhooks;

/// <summary>The body of a delivery: <c>{entity, action, timestamp, data}</c> with MLflow's fields as data, and for Panta's own events likewise.</summary>
static class WebhookMessage
{
    /// <summary>The whole body.</summary>
    public static string Write(WebhookEvent of, DateTimeOffset now, Action<Utf8JsonWriter> data)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("entity", of.EntityName);
            json.WriteString("action", of.ActionName);
            json.WriteString("timestamp", now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture));
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>A model or prompt that was made.</summary>
    public static Action<Utf8JsonWriter> Model(string name, IEnumerable<Tag> tags, string description) => json =>
    {
        json.WriteString("name", name);
        WriteTags(json, tags);
        WriteOptional(json, "description", description);
    };

    /// <summary>A version that was made.</summary>
    public static Action<Utf8JsonWriter> Version(string name, long version, string source, string run, IEnumerable<Tag> tags, string description) => json =>
    {
        WriteVersion(json, name, version);
        json.WriteString("source", source);
        WriteOptional(json, "run_id", run);
        WriteTags(json, tags);
        WriteOptional(json, "description", description);
    };

    /// <summary>A version of a prompt that was made, with its text.</summary>
    public static Action<Utf8JsonWriter> PromptVersion(string name, long version, string? text, IEnumerable<Tag> tags, string description) => json =>
    {
        WriteVersion(json, name, version);
        json.WriteString("template", text);
        WriteTags(json, tags);
        WriteOptional(json, "description", description);
    };

    /// <summary>A tag of a model or version; without value where it was removed.</summary>
    public static Action<Utf8JsonWriter> Tagged(string name, long? version, string key, string? value) => json =>
    {
        if (version is { } number) WriteVersion(json, name, number);
        else json.WriteString("name", name);
        json.WriteString("key", key);
        if (value is not null) json.WriteString("value", value);
    };

    /// <summary>An alias; without version where it was removed.</summary>
    public static Action<Utf8JsonWriter> Alias(string name, string alias, long? version) => json =>
    {
        json.WriteString("name", name);
        json.WriteString("alias", alias);
        if (version is { } number) json.WriteString("version", Text(number));
    };

    /// <summary>A version that moved between stages.</summary>
    public static Action<Utf8JsonWriter> Stage(string name, long version, string stage, string before, string who, string why) => json =>
    {
        WriteVersion(json, name, version);
        json.WriteString("stage", stage);
        json.WriteString("previous_stage", before);
        json.WriteString("who", who);
        json.WriteString("why", why);
    };

    /// <summary>A model that has another name.</summary>
    public static Action<Utf8JsonWriter> Renamed(string name, string newName) => json =>
    {
        json.WriteString("name", name);
        json.WriteString("new_name", newName);
    };

    /// <summary>A model, or of it a version, that was deleted.</summary>
    public static Action<Utf8JsonWriter> Deleted(string name, long? version) => json =>
    {
        if (version is { } number) WriteVersion(json, name, number);
        else json.WriteString("name", name);
    };

    /// <summary>What a test sends in place of a change.</summary>
    public static Action<Utf8JsonWriter> Example(WebhookEvent of)
    {
        const string Name = "example_model";
        const string Prompt = "example_prompt";
        const string Description = "An example";
        Tag[] tags = [new("example_key", "example_value")];
        string? value = of.Action == WebhookAction.Set ? "example_value" : null;
        long? pointed = of.Action == WebhookAction.Created ? 1 : null;
        return of.Entity switch
        {
            WebhookEntity.RegisteredModel => Model(Name, tags, Description),
            WebhookEntity.ModelVersion => Version(Name, 1, "models:/m-1", "0123456789abcdef0123456789abcdef", tags, Description),
            WebhookEntity.ModelVersionTag => Tagged(Name, 1, "example_key", value),
            WebhookEntity.ModelVersionAlias => Alias(Name, "example_alias", pointed),
            WebhookEntity.Prompt => Model(Prompt, tags, Description),
            WebhookEntity.PromptVersion => PromptVersion(Prompt, 1, "Hello {{name}}!", tags, Description),
            WebhookEntity.PromptTag => Tagged(Prompt, null, "example_key", value),
            WebhookEntity.PromptVersionTag => Tagged(Prompt, 1, "example_key", value),
            WebhookEntity.PromptAlias => Alias(Prompt, "example_alias", pointed),
            WebhookEntity.PantaRegisteredModel when of.Action == WebhookAction.Renamed => Renamed(Name, "another_model"),
            WebhookEntity.PantaRegisteredModel => Deleted(Name, null),
            WebhookEntity.PantaModelVersion => Deleted(Name, 1),
            WebhookEntity.PantaModelVersionStage => Stage(Name, 1, "Production", "None", "example", "an example"),
            _ => _ => { }, // a budget of the gateway, which is not served
        };
    }

    static void WriteVersion(Utf8JsonWriter json, string name, long version)
    {
        json.WriteString("name", name);
        json.WriteString("version", Text(version));
    }

    static void WriteTags(Utf8JsonWriter json, IEnumerable<Tag> tags)
    {
        json.WriteStartObject("tags");
        foreach (var tag in tags) json.WriteString(tag.Key, tag.Value);
        json.WriteEndObject();
    }

    // MLflow says null where nothing was given.
    static void WriteOptional(Utf8JsonWriter json, string name, string text) => json.WriteString(name, text.Length == 0 ? null : text);

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
