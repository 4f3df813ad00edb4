namespace Panta.Data.Profiles;

/// <summary>How often a value occurs.</summary>
/// <param name="Value">The value as text.</param>
/// <param name="Count">The number of its rows.</param>
public sealed record ValueCount(string Value, long Count);
