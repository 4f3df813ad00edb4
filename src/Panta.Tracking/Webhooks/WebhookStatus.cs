namespace Panta.Tracking.Webhooks;

/// <summary>Whether a webhook is told of events. Numbers as on MLflow's wire.</summary>
public enum WebhookStatus
{
    /// <summary>It is.</summary>
    Active = 1,

    /// <summary>It is not: no delivery is made for what happens meanwhile; those that waited already are sent when it is active again.</summary>
    Disabled = 2,
}
