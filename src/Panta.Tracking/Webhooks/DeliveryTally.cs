namespace Panta.Tracking.Webhooks;

/// <summary>How many deliveries of a webhook are in one state.</summary>
/// <param name="WebhookId">The webhook's id.</param>
/// <param name="State">The state.</param>
/// <param name="Count">How many; at least 1.</param>
/// <param name="Newest">When the newest of them was made; in milliseconds since 1970, UTC.</param>
public sealed record DeliveryTally(string WebhookId, DeliveryState State, long Count, long Newest);
