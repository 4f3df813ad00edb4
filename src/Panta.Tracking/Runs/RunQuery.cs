namespace Panta.Tracking.Runs;

/// <summary>A search for runs.</summary>
public sealed record RunQuery
{
    /// <summary>The experiments to look in; unknown ones are ignored. None (default): an empty answer.</summary>
    public IReadOnlyList<string> ExperimentIds { get; init; } = [];

    /// <summary>Comparisons joined by AND, as in <c>metrics.loss &lt; 0.1 AND params.solver = 'lbfgs'</c>. Default all.</summary>
    public string? Filter { get; init; }

    /// <summary>Keys, each with <c>ASC</c> (default) or <c>DESC</c>, as in <c>metrics.loss ASC</c>. Default the newest first.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    /// <summary>Default those in use.</summary>
    public ViewType View { get; init; } = ViewType.ActiveOnly;

    /// <summary>Runs a page, 1 to 50,000. Default 1,000.</summary>
    public int MaxResults { get; init; } = 1000;

    /// <summary>The last page's token; null for the first page (default).</summary>
    public string? PageToken { get; init; }
}
