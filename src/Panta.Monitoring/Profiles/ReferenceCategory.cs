namespace Panta.Monitoring.Profiles;

/// <summary>A category of a reference column.</summary>
/// <param name="Name">The category; numbers by their shortest digits.</param>
/// <param name="Count">Rows of the reference with it.</param>
public readonly record struct ReferenceCategory(string Name, long Count);
