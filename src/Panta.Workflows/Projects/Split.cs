namespace Panta.Workflows.Projects;

/// <summary>Which rows judge a model: the newest ones held out, or each fold in turn. Exactly one of the two.</summary>
public sealed record Split
{
    /// <summary>Gets how much of the newest event time is held out. Default null.</summary>
    public Duration? Holdout { get; init; }

    /// <summary>Gets the number of folds; at least 2. Default 5 where nothing is held out.</summary>
    public int? Folds { get; init; }
}
