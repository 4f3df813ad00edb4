namespace Panta.Tracking.Webhooks;

/// <summary>A webhook to make.</summary>
public sealed record NewWebhook
{
    /// <summary>1 to 63 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, a letter or digit at both ends.</summary>
    public required string Name { get; init; }

    /// <summary>Where deliveries go; as <see cref="WebhookOptions"/> allow.</summary>
    public required string Url { get; init; }

    /// <summary>What it is told of; at least one event.</summary>
    public required IReadOnlyList<WebhookEvent> Events { get; init; }

    /// <summary>For people. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Signs deliveries; null for none (default).</summary>
    public string? Secret { get; init; }

    /// <summary>Default active.</summary>
    public WebhookStatus Status { get; init; } = WebhookStatus.Active;
}
