namespace Panta.Tracking.Webhooks;

/// <summary>One event on its way to one webhook, with what the last attempt met.</summary>
public sealed record WebhookDelivery
{
    /// <summary>Grows with every delivery.</summary>
    public required long Delivery { get; init; }

    /// <summary>The UUID that the receiver sees, the same at every attempt.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The webhook's id.</summary>
    public required string WebhookId { get; init; }

    /// <summary>What it tells of.</summary>
    public required WebhookEvent Event { get; init; }

    /// <summary>What is sent: JSON.</summary>
    public required string Body { get; init; }

    /// <summary>How far it is.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>When it happened; in milliseconds since 1970, UTC.</summary>
    public required long CreationTime { get; init; }

    /// <summary>When it is sent (again) while it waits; in milliseconds since 1970, UTC.</summary>
    public required long NextAttemptTime { get; init; }

    /// <summary>How often it was tried.</summary>
    public required long Attempts { get; init; }

    /// <summary>When it was tried last; in milliseconds since 1970, UTC; null where it was not.</summary>
    public required long? LastAttemptTime { get; init; }

    /// <summary>The status of the last answer; null where there was none.</summary>
    public required int? ResponseStatus { get; init; }

    /// <summary>The beginning of the last answer's body; null where there was none.</summary>
    public required string? ResponseBody { get; init; }

    /// <summary>Why the last attempt failed; null where it did not.</summary>
    public required string? Error { get; init; }
}
