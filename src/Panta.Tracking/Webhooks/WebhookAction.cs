namespace Panta.Tracking.Webhooks;

/// <summary>What happened to it. Numbers as on MLflow's wire; those above 1,000 are Panta's own.</summary>
public enum WebhookAction
{
    /// <summary>It was made; an alias also when it moved.</summary>
    Created = 1,

    /// <summary>It was changed. No event of MLflow has this action.</summary>
    Updated = 2,

    /// <summary>It was removed.</summary>
    Deleted = 3,

    /// <summary>It got a value.</summary>
    Set = 4,

    /// <summary>It went over its limit.</summary>
    Exceeded = 5,

    /// <summary>Panta's own: it has another name.</summary>
    Renamed = 1001,

    /// <summary>Panta's own: it moved.</summary>
    Moved = 1002,
}
