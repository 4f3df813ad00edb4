namespace Panta.Tracking.Transfers;

/// <summary>What becomes of the files of runs and models when a store is brought over.</summary>
public enum ArtifactMove
{
    /// <summary>They are copied where they can be reached; elsewhere they stay linked.</summary>
    Copy,

    /// <summary>They stay where they are: runs and models name the same places as before.</summary>
    Link,

    /// <summary>They are left behind: runs and models name places in the new store, where nothing is.</summary>
    None,
}
