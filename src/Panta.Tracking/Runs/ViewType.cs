namespace Panta.Tracking.Runs;

/// <summary>Which life-cycle stages a search looks at. The numbers are MLflow's.</summary>
public enum ViewType
{
    /// <summary>Those in use.</summary>
    ActiveOnly = 1,

    /// <summary>The deleted ones.</summary>
    DeletedOnly = 2,

    /// <summary>Both.</summary>
    All = 3,
}
