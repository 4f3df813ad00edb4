namespace Panta.Monitoring.Monitors;

/// <summary>One way in which a window's columns differ from the reference's.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Change">What happened to it.</param>
/// <param name="Detail">One sentence with both types or names.</param>
public sealed record SchemaDifference(string Column, SchemaChange Change, string Detail);
