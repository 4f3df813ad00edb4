namespace Panta.Monitoring.Profiles;

/// <summary>One bar of a column's histogram, with the window's share beside the reference's.</summary>
/// <param name="Label">What the bar holds: <c>[1.5, 2)</c>, a category, <c>(missing)</c>, <c>(unseen)</c> or <c>(other)</c>.</param>
/// <param name="ReferenceShare">Share of the reference's rows, in [0, 1].</param>
/// <param name="Share">Share of the window's rows, in [0, 1].</param>
public readonly record struct ProfileBin(string Label, double ReferenceShare, double Share);
