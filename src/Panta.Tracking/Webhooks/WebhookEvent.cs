using System.Collections.Frozen;

namespace Panta.Tracking.Webhooks;

/// <summary>A kind of change that webhooks can be told of.</summary>
/// <param name="Entity">What it happens to.</param>
/// <param name="Action">What happens.</param>
public readonly record struct WebhookEvent(WebhookEntity Entity, WebhookAction Action)
{
    static readonly FrozenDictionary<string, WebhookEvent> ByName = new WebhookEvent[]
    {
        new(WebhookEntity.RegisteredModel, WebhookAction.Created),
        new(WebhookEntity.ModelVersion, WebhookAction.Created),
        new(WebhookEntity.ModelVersionTag, WebhookAction.Set),
        new(WebhookEntity.ModelVersionTag, WebhookAction.Deleted),
        new(WebhookEntity.ModelVersionAlias, WebhookAction.Created),
        new(WebhookEntity.ModelVersionAlias, WebhookAction.Deleted),
        new(WebhookEntity.Prompt, WebhookAction.Created),
        new(WebhookEntity.PromptVersion, WebhookAction.Created),
        new(WebhookEntity.PromptTag, WebhookAction.Set),
        new(WebhookEntity.PromptTag, WebhookAction.Deleted),
        new(WebhookEntity.PromptVersionTag, WebhookAction.Set),
        new(WebhookEntity.PromptVersionTag, WebhookAction.Deleted),
        new(WebhookEntity.PromptAlias, WebhookAction.Created),
        new(WebhookEntity.PromptAlias, WebhookAction.Deleted),
        new(WebhookEntity.BudgetPolicy, WebhookAction.Exceeded),
        new(WebhookEntity.PantaRegisteredModel, WebhookAction.Renamed),
        new(WebhookEntity.PantaRegisteredModel, WebhookAction.Deleted),
        new(WebhookEntity.PantaModelVersion, WebhookAction.Deleted),
        new(WebhookEntity.PantaModelVersionStage, WebhookAction.Moved),
    }.ToFrozenDictionary(e => e.ToString(), StringComparer.Ordinal);

    /// <summary>All there are: MLflow's, then Panta's own.</summary>
    public static IReadOnlyList<WebhookEvent> All { get; } = [.. ByName.Values.OrderBy(e => e.Entity).ThenBy(e => e.Action)];

    /// <summary>Whether it is Panta's own: MLflow's clients cannot read it.</summary>
    public bool IsPantas => Entity >= WebhookEntity.PantaRegisteredModel;

    /// <summary>The entity as the body of a delivery names it, as in <c>model_version_tag</c>.</summary>
    public string EntityName => Name(Entity.ToString());

    /// <summary>The action as the body of a delivery names it, as in <c>set</c>.</summary>
    public string ActionName => Name(Action.ToString());

    /// <summary>An event by its name.</summary>
    /// <param name="name">As <see cref="ToString"/> writes it.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static WebhookEvent Parse(string name) => ByName.TryGetValue(name, out var found) ? found
        : throw new ArgumentException($"Invalid event '{name}'. Valid ones are {string.Join(", ", All)}.");

    /// <summary>Requires that there is such an event.</summary>
    /// <exception cref="ArgumentException">The entity knows no such action.</exception>
    public void Require()
    {
        if (ByName.ContainsKey(ToString())) return;

        var entity = Entity;
        var actions = All.Where(e => e.Entity == entity).Select(e => e.ActionName.ToUpperInvariant());
        throw new ArgumentException(
            $"Invalid action '{ActionName.ToUpperInvariant()}' for entity '{EntityName.ToUpperInvariant()}'. Valid actions are {string.Join(", ", actions)}.");
    }

    /// <summary>Its name, as in <c>model_version_tag.set</c>.</summary>
    public override string ToString() => $"{EntityName}.{ActionName}";

    static string Name(string member) => string.Concat(member.Select((c, i) => (i > 0 && char.IsUpper(c) ? "_" : "") + char.ToLowerInvariant(c)));
}
