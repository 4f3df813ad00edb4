using Panta.Tracking.Webhooks;

namespace Panta.Server.Pages;

/// <summary>What a viewer filled in of a webhook, and what of it cannot be kept.</summary>
public sealed record WebhookForm
{
    /// <summary>The webhook that is changed; null for a new one. Default null.</summary>
    public Webhook? Changes { get; init; }

    /// <summary>The name. Default empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The address. Default empty.</summary>
    public string Url { get; init; } = "";

    /// <summary>What it is for. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The secret as it was typed; it is never shown again. Default empty: none, or the one there is.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Whether the secret there is goes. Default false.</summary>
    public bool DropsSecret { get; init; }

    /// <summary>What it is told of. Default none.</summary>
    public IReadOnlyList<WebhookEvent> Events { get; init; } = [];

    /// <summary>What is wrong, by field. Default nothing.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; init; } = new Dictionary<string, string>();

    /// <summary>The form of a webhook that there is.</summary>
    internal static WebhookForm Of(Webhook webhook) => new()
    {
        Changes = webhook,
        Name = webhook.Name,
        Url = webhook.Url,
        Description = webhook.Description,
        Events = webhook.Events,
    };

    /// <summary>What a browser sent.</summary>
    /// <exception cref="ArgumentException">It names an event that there is not.</exception>
    internal static WebhookForm Of(IFormCollection form, Webhook? changes) => new()
    {
        Changes = changes,
        Name = form["name"].ToString().Trim(),
        Url = form["url"].ToString().Trim(),
        Description = form["description"].ToString().ReplaceLineEndings("\n").Trim(),
        Secret = form["secret"].ToString(),
        DropsSecret = form["drops"] == "on",
        Events = [.. form["event"].OfType<string>().Distinct().Take(WebhookEvent.All.Count).Select(WebhookEvent.Parse)],
    };

    /// <summary>The webhook as it would be made.</summary>
    internal NewWebhook ToNew() => new() { Name = Name, Url = Url, Description = Description, Events = Events, Secret = Secret.Length > 0 ? Secret : null };

    /// <summary>The change of the webhook there is.</summary>
    internal WebhookUpdate ToUpdate() => new()
    {
        Name = Name,
        Url = Url,
        Description = Description,
        Events = [.. Events.Where(each => !each.IsPantas)],
        PantaEvents = [.. Events.Where(each => each.IsPantas)],
        Secret = DropsSecret ? "" : Secret.Length > 0 ? Secret : null,
    };
}
