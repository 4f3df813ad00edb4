namespace Panta.Learning.Persistence;

/// <summary>Where a saved model comes from.</summary>
public sealed record ModelOrigin
{
    /// <summary>Gets the time of saving; MLflow's <c>utc_time_created</c>, kept to the microsecond.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Gets the id of the run that trained it. Default null: no run.</summary>
    public string? RunId { get; init; }

    /// <summary>
    /// Gets the model's id, 32 hexadecimal digits. Default null: made from its contents, so that the same model of the same run and time has the same id.
    /// </summary>
    public string? ModelUuid { get; init; }
}
