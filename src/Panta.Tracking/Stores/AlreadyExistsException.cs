namespace Panta.Tracking.Stores;

/// <summary>Something by that name exists already.</summary>
/// <param name="kind">What it is, as in <c>experiment</c>.</param>
/// <param name="id">The name that is taken.</param>
/// <param name="message">The whole message; by default one made of kind and id.</param>
public sealed class AlreadyExistsException(string kind, string id, string? message = null)
    : Exception(message ?? $"The {kind} '{id}' already exists. Choose another name, or use the one there is.")
{
    /// <summary>What it is, as in <c>experiment</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>The name that is taken.</summary>
    public string Id { get; } = id;
}
