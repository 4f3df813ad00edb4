namespace Panta.Serving.Endpoints;

/// <summary>A model that failed on rows that fit its signature, such as a category that it never saw and was told to refuse.</summary>
/// <param name="version">The model's version.</param>
/// <param name="cause">What it said.</param>
public sealed class ModelFailureException(string version, Exception cause)
    : Exception(
        $"Encountered an unexpected error while evaluating the model. Verify that the input is compatible with the model for inference. Version {version} says: {cause?.Message}", cause)
{
    /// <summary>Gets the model's version.</summary>
    public string Version { get; } = version;
}
