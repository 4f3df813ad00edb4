using System.Text.Json;

namespace Panta.Workflows.Projects;

/// <summary>A label as it comes in.</summary>
/// <param name="EntityKey">The key by which it finds its prediction.</param>
/// <param name="LabelTime">When it was known; null: now.</param>
/// <param name="Label">The truth: a number, a boolean or a text.</param>
public readonly record struct NewLabel(string EntityKey, DateTimeOffset? LabelTime, JsonElement Label);
