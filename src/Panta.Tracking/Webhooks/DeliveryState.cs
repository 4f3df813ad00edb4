namespace Panta.Tracking.Webhooks;

/// <summary>How far a delivery is.</summary>
public enum DeliveryState
{
    /// <summary>It is to be sent, for the first time or again.</summary>
    Waiting,

    /// <summary>The receiver answered with a status of 200 to 299.</summary>
    Delivered,

    /// <summary>It was given up: the answer was final, or all attempts failed.</summary>
    Failed,

    /// <summary>Its webhook was deleted before.</summary>
    Dropped,
}
