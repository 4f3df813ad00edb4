using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>A run that is brought over.</summary>
/// <param name="Run">The run with all but the points of its metrics.</param>
/// <param name="DeletedTime">When it was deleted, in milliseconds since 1970, UTC; null where it is in use or nobody knows.</param>
public sealed record MovedRun(Run Run, long? DeletedTime);
