using Panta.Tracking.Webhooks;

namespace Panta.Server.Pages;

/// <summary>The events and deliveries of webhooks in words.</summary>
static class WebhookWords
{
    /// <summary>The events that can be asked for on the page, by what they happen to; one that is never sent is left out.</summary>
    public static readonly IReadOnlyList<(string Title, IReadOnlyList<WebhookEvent> Events)> Groups =
    [
        .. WebhookEvent.All.Where(each => each.Entity != WebhookEntity.BudgetPolicy)
            .GroupBy(each => each.IsPantas ? "Panta’s own" : $"{each.Entity}".StartsWith("Prompt", StringComparison.Ordinal) ? "Prompts" : "Models and versions")
            .Select(group => (group.Key, (IReadOnlyList<WebhookEvent>)[.. group])),
    ];

    /// <summary>What has happened when an event is told.</summary>
    public static string Of(WebhookEvent of) => (of.Entity, of.Action) switch
    {
        (WebhookEntity.RegisteredModel, _) => "a model is registered",
        (WebhookEntity.ModelVersion, _) => "a version is made",
        (WebhookEntity.ModelVersionTag, WebhookAction.Set) => "a tag of a version is set",
        (WebhookEntity.ModelVersionTag, _) => "a tag of a version is removed",
        (WebhookEntity.ModelVersionAlias, WebhookAction.Created) => "an alias is set or moved",
        (WebhookEntity.ModelVersionAlias, _) => "an alias is removed",
        (WebhookEntity.Prompt, _) => "a prompt is registered",
        (WebhookEntity.PromptVersion, _) => "a version of a prompt is made",
        (WebhookEntity.PromptTag, WebhookAction.Set) => "a tag of a prompt is set",
        (WebhookEntity.PromptTag, _) => "a tag of a prompt is removed",
        (WebhookEntity.PromptVersionTag, WebhookAction.Set) => "a tag of a prompt’s version is set",
        (WebhookEntity.PromptVersionTag, _) => "a tag of a prompt’s version is removed",
        (WebhookEntity.PromptAlias, WebhookAction.Created) => "an alias of a prompt is set or moved",
        (WebhookEntity.PromptAlias, _) => "an alias of a prompt is removed",
        (WebhookEntity.PantaRegisteredModel, WebhookAction.Renamed) => "a model is renamed",
        (WebhookEntity.PantaRegisteredModel, _) => "a model is deleted",
        (WebhookEntity.PantaModelVersion, _) => "a version is deleted",
        (WebhookEntity.PantaModelVersionStage, _) => "a version moves to a stage",
        _ => of.ToString(),
    };

    /// <summary>The kind of status that a delivery's state is told in.</summary>
    public static string Kind(DeliveryState state) => state switch
    {
        DeliveryState.Delivered => "ok",
        DeliveryState.Failed => "bad",
        DeliveryState.Waiting => "info",
        _ => "idle",
    };

    /// <summary>The state's name.</summary>
    public static string Word(DeliveryState state) => state.ToString().ToLowerInvariant();
}
