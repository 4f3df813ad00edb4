namespace Panta.Tracking.Runs;

/// <summary>An input of a run or logged model that never changes.</summary>
/// <param name="Key">Up to 250 characters.</param>
/// <param name="Value">Text; up to 6,000 characters are kept.</param>
public sealed record Param(string Key, string Value);
