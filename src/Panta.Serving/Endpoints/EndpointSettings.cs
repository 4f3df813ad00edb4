namespace Panta.Serving.Endpoints;

/// <summary>
/// What an endpoint is: a name that answers predictions with the version that an alias of a registered model points to. Equality is by value.
/// </summary>
public sealed record EndpointSettings
{
    /// <summary>Gets the name: 1 to 64 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, beginning with a letter or digit.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the project it belongs to, whose clock tells arrival times. Default empty: none, the system's clock.</summary>
    public string Project { get; init; } = "";

    /// <summary>Gets the registered model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the alias that it follows. Default <c>champion</c>.</summary>
    public string Alias { get; init; } = "champion";

    /// <summary>Gets whether <c>/invocations</c> means this endpoint. Default false; of several defaults the last one set stays.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Gets the column of a request that holds the event time; read, then dropped before scoring. Default null: the time of arrival.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>
    /// Gets the column of a request that holds the key by which labels are joined; read, then dropped before scoring. Default null: the
    /// prediction's id.
    /// </summary>
    public string? KeyColumn { get; init; }

    /// <summary>Gets when it was made, to the millisecond; set by the store.</summary>
    public DateTimeOffset Created { get; init; }
}
