namespace Panta.Tracking.Upkeep;

/// <summary>What one check of a store found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Passed">Whether it is as it must be.</param>
/// <param name="Detail">What was found, as a sentence.</param>
public sealed record StoreFinding(string Check, bool Passed, string Detail);
