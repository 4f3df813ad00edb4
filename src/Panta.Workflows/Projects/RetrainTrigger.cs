namespace Panta.Workflows.Projects;

/// <summary>What starts a retrain.</summary>
public enum RetrainTrigger
{
    /// <summary>An open alert about quality.</summary>
    Alert,

    /// <summary>An open alert about drift.</summary>
    Drift,

    /// <summary>A cron schedule.</summary>
    Schedule,
}
