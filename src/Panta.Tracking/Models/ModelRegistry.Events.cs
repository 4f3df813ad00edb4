using System.Data;
using System.Text.Json;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Models;

public sealed partial class ModelRegistry
{
    const string PromptTextTag = "mlflow.prompt.text";
    const string PromptTypeTag = "_mlflow_prompt_type";

    /// <summary>Raised when deliveries to webhooks are queued and on disk, before the call that queued them returns. A handler must not throw.</summary>
    public event EventHandler? DeliveriesQueued;

    void AnnounceModel(IDbConnection connection, RegisteredModel model)
    {
        var prompt = IsPrompt(connection, model.Name);
        Announce(
            connection, prompt ? WebhookEntity.Prompt : WebhookEntity.RegisteredModel, WebhookAction.Created,
            WebhookMessage.Model(model.Name, prompt ? model.Tags.Where(t => !MarksPrompt(t)) : model.Tags, model.Description));
    }

    void AnnounceVersion(IDbConnection connection, ModelVersion version, bool prompt) => Announce(
        connection, prompt ? WebhookEntity.PromptVersion : WebhookEntity.ModelVersion, WebhookAction.Created,
        prompt
            ? WebhookMessage.PromptVersion(
                version.Name, version.Version, version.Tags.FirstOrDefault(t => t.Key == PromptTextTag)?.Value,
                version.Tags.Where(t => t.Key != PromptTextTag && !MarksPrompt(t)), version.Description)
            : WebhookMessage.Version(version.Name, version.Version, version.Source, version.RunId, version.Tags, version.Description));

    // MLflow has no event for a tag of a model that is no prompt.
    void AnnounceModelTag(IDbConnection connection, string name, string key, string? value)
    {
        if (IsPrompt(connection, name)) Announce(connection, WebhookEntity.PromptTag, SetOrDeleted(value), WebhookMessage.Tagged(name, null, key, value));
    }

    void AnnounceVersionTag(IDbConnection connection, string name, long version, string key, string? value) => Announce(
        connection, IsPrompt(connection, name) ? WebhookEntity.PromptVersionTag : WebhookEntity.ModelVersionTag, SetOrDeleted(value),
        WebhookMessage.Tagged(name, version, key, value));

    void AnnounceAlias(IDbConnection connection, AliasMove move) => Announce(
        connection, IsPrompt(connection, move.Model) ? WebhookEntity.PromptAlias : WebhookEntity.ModelVersionAlias,
        move.Version is null ? WebhookAction.Deleted : WebhookAction.Created, WebhookMessage.Alias(move.Model, move.Alias, move.Version));

    void AnnounceStage(IDbConnection connection, StageChange change) => Announce(
        connection, WebhookEntity.PantaModelVersionStage, WebhookAction.Moved,
        WebhookMessage.Stage(change.Model, change.Version, change.Stage, change.PreviousStage, change.Who, change.Why));

    void AnnounceRename(IDbConnection connection, string name, string newName) =>
        Announce(connection, WebhookEntity.PantaRegisteredModel, WebhookAction.Renamed, WebhookMessage.Renamed(name, newName));

    void AnnounceDeletion(IDbConnection connection, string name, long? version) => Announce(
        connection, version is null ? WebhookEntity.PantaRegisteredModel : WebhookEntity.PantaModelVersion, WebhookAction.Deleted,
        WebhookMessage.Deleted(name, version));

    void Announce(IDbConnection connection, WebhookEntity entity, WebhookAction action, Action<Utf8JsonWriter> data)
    {
        if (WebhookOutbox.Add(connection, time.GetUtcNow(), new(entity, action), data))
            Database.AfterCommit(() => DeliveriesQueued?.Invoke(this, EventArgs.Empty));
    }

    static WebhookAction SetOrDeleted(string? value) => value is null ? WebhookAction.Deleted : WebhookAction.Set;

    static bool MarksPrompt(Tag tag) => tag.Key is ModelSource.PromptTag or PromptTypeTag;

    static bool IsPrompt(IDbConnection connection, string name) => connection.First(
        "SELECT 1 FROM registered_model_tags WHERE name = @0 AND key = @1 AND value = 'true'", r => 1, name, ModelSource.PromptTag) == 1;
}
