namespace Panta.Tracking.Webhooks;

/// <summary>What to change of a webhook; what is null stays.</summary>
public sealed record WebhookUpdate
{
    /// <summary>As for a new one. Default null.</summary>
    public string? Name { get; init; }

    /// <summary>As for a new one. Default null.</summary>
    public string? Url { get; init; }

    /// <summary>MLflow's events that it is told of, in place of those it had. Default null.</summary>
    public IReadOnlyList<WebhookEvent>? Events { get; init; }

    /// <summary>Panta's own events that it is told of, in place of those it had; none is allowed. Default null.</summary>
    public IReadOnlyList<WebhookEvent>? PantaEvents { get; init; }

    /// <summary>For people. Default null.</summary>
    public string? Description { get; init; }

    /// <summary>Signs deliveries from now on; empty for no signature. Default null.</summary>
    public string? Secret { get; init; }

    /// <summary>Default null.</summary>
    public WebhookStatus? Status { get; init; }
}
