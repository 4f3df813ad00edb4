using System.Text.Json.Nodes;

namespace Panta.Workflows.Projects;

/// <summary>Rows held against their expectations.</summary>
/// <param name="Good">The rows that keep all of them.</param>
/// <param name="Report">What was found, for the record.</param>
/// <param name="Refusal">Why nothing may be learned from the rows; null: go on with the good ones.</param>
public sealed record CheckedRows(ProjectRows Good, JsonObject Report, string? Refusal);
