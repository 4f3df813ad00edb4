namespace Panta.Tracking.Garbage;

/// <summary>Something deleted that was not removed.</summary>
/// <param name="Kind">What it is, as <c>run</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Reason">Why, and what to do.</param>
public sealed record GarbageKept(string Kind, string Id, string Reason);
