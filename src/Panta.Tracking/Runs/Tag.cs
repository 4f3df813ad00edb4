namespace Panta.Tracking.Runs;

/// <summary>A label on an experiment, run, logged model, registered model or version. Tags can be changed.</summary>
/// <param name="Key">Up to 250 characters.</param>
/// <param name="Value">Text; on runs up to 8,000 characters are kept.</param>
public sealed record Tag(string Key, string Value);
