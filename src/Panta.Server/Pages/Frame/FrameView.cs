namespace Panta.Server.Pages;

/// <summary>What every page shows around its content: counts of the nouns, the projects' clocks, where this server is.</summary>
public sealed record FrameView
{
    /// <summary>The page's own path and query; what live updates fetch again.</summary>
    public required string Path { get; init; }

    /// <summary>Host and port the page was asked from.</summary>
    public required string Address { get; init; }

    /// <summary>What the metadata is kept in: SQLite or PostgreSQL.</summary>
    public required string Engine { get; init; }

    /// <summary>The system's time when the page was made; relative times count from it.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Tables, runs, … as shown right of each noun; a noun that is missing shows none. Default empty.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>Projects whose time is replayed, with what their clocks say. Default none.</summary>
    public IReadOnlyList<(string Project, DateTimeOffset Now)> Clocks { get; init; } = [];

    /// <summary>Whether the page follows changes as they come. Default true.</summary>
    public bool Live { get; init; } = true;

    /// <summary>The theme asked for in the address, <c>light</c> or <c>dark</c>; null follows the viewer's choice. Default null.</summary>
    public string? Theme { get; init; }

    /// <summary>The token that forms of this page send back. Default empty.</summary>
    public string FormToken { get; init; } = "";

    /// <summary>A sentence on what the viewer's last act did; null when there was none. Default null.</summary>
    public string? Done { get; init; }
}
