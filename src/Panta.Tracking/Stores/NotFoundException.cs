namespace Panta.Tracking.Stores;

/// <summary>Something asked for by its id does not exist.</summary>
/// <param name="kind">What it is, as in <c>run</c>.</param>
/// <param name="id">The id asked for.</param>
/// <param name="message">The whole message; by default one made of kind and id.</param>
public sealed class NotFoundException(string kind, string id, string? message = null)
    : Exception(message ?? $"The {kind} '{id}' does not exist. It may have been deleted; list the {kind}s to see what there is.")
{
    /// <summary>What it is, as in <c>run</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>The id asked for.</summary>
    public string Id { get; } = id;
}
