namespace Panta.Data.Summaries;

/// <summary>A value of a column and how often it comes.</summary>
/// <param name="Value">The value as text.</param>
/// <param name="Count">How many rows have it.</param>
public readonly record struct ValueCount(string Value, long Count);
