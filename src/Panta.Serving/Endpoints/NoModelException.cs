namespace Panta.Serving.Endpoints;

/// <summary>An endpoint that cannot answer yet, because its alias points to no version that could be loaded.</summary>
/// <param name="endpoint">The endpoint's name.</param>
/// <param name="model">The model it follows.</param>
/// <param name="alias">The alias it follows.</param>
/// <param name="inner">Why loading failed; null: the alias points nowhere.</param>
public sealed class NoModelException(string endpoint, string model, string alias, Exception? inner = null)
    : Exception(
        $"Endpoint '{endpoint}' has no model: {(inner is null ? $"alias '{alias}' of model '{model}' points to no version. Set the alias." : inner.Message)}", inner)
{
    /// <summary>Gets the endpoint's name.</summary>
    public string Endpoint { get; } = endpoint;

    /// <summary>Gets the model it follows.</summary>
    public string Model { get; } = model;

    /// <summary>Gets the alias it follows.</summary>
    public string Alias { get; } = alias;
}
