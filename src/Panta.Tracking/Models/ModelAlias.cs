namespace Panta.Tracking.Models;

/// <summary>A name that points to one version of a registered model, as <c>champion</c>.</summary>
/// <param name="Alias">Letters, digits, <c>_</c> and <c>-</c>; up to 255; neither <c>latest</c> nor <c>v1</c>.</param>
/// <param name="Version">The version it points to.</param>
public sealed record ModelAlias(string Alias, long Version);
