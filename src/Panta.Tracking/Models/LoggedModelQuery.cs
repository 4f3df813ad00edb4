namespace Panta.Tracking.Models;

/// <summary>A search for logged models.</summary>
public sealed record LoggedModelQuery
{
    /// <summary>The experiments to look in. Default none: an empty answer.</summary>
    public IReadOnlyList<string> ExperimentIds { get; init; } = [];

    /// <summary>Comparisons joined by AND, as in <c>metrics.acc &gt; 0.9 AND name = 'net'</c>. Default all.</summary>
    public string? Filter { get; init; }

    /// <summary>Only metrics on these datasets count in the filter; an empty digest is any. Default all.</summary>
    public IReadOnlyList<(string Name, string Digest)> Datasets { get; init; } = [];

    /// <summary>Sort keys. Default the newest first.</summary>
    public IReadOnlyList<LoggedModelOrder> OrderBy { get; init; } = [];

    /// <summary>Models a page, 1 to 50,000. Default 50.</summary>
    public int MaxResults { get; init; } = 50;

    /// <summary>The last page's token; null for the first page (default).</summary>
    public string? PageToken { get; init; }
}
