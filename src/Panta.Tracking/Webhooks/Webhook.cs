namespace Panta.Tracking.Webhooks;

/// <summary>An address that is told of changes in the registry. Its secret is never given out.</summary>
public sealed record Webhook
{
    /// <summary>A UUID.</summary>
    public required string WebhookId { get; init; }

    /// <summary>For people; need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>For people; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>Where deliveries go.</summary>
    public required string Url { get; init; }

    /// <summary>What it is told of, in order.</summary>
    public required IReadOnlyList<WebhookEvent> Events { get; init; }

    /// <summary>Whether it is told at all.</summary>
    public required WebhookStatus Status { get; init; }

    /// <summary>Whether deliveries are signed.</summary>
    public required bool HasSecret { get; init; }

    /// <summary>In milliseconds since 1970, UTC.</summary>
    public required long CreationTime { get; init; }

    /// <summary>In milliseconds since 1970, UTC.</summary>
    public required long LastUpdateTime { get; init; }
}
