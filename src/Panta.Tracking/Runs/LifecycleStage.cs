namespace Panta.Tracking.Runs;

/// <summary>Whether something is in use or was deleted (and can be restored).</summary>
public enum LifecycleStage
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Deleted; restorable.</summary>
    Deleted,
}
