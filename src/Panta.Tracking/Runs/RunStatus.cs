namespace Panta.Tracking.Runs;

/// <summary>Where a run is in its life. The numbers are MLflow's.</summary>
public enum RunStatus
{
    /// <summary>Under way.</summary>
    Running = 1,

    /// <summary>Waits to begin.</summary>
    Scheduled = 2,

    /// <summary>Ended well.</summary>
    Finished = 3,

    /// <summary>Ended with an error.</summary>
    Failed = 4,

    /// <summary>Was stopped.</summary>
    Killed = 5,
}
