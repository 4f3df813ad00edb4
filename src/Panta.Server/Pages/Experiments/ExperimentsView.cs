namespace Panta.Server.Pages;

/// <summary>The experiments, the newest first, a page of them at a time.</summary>
public sealed record ExperimentsView
{
    /// <summary>What is looked for: a word of the names, or a filter. Default empty: all.</summary>
    public string Find { get; init; } = "";

    /// <summary>What is wrong with it; all experiments are then shown. Default null.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the deleted ones are shown. Default false.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Whether this is the first page. Default true.</summary>
    public bool IsFirst { get; init; } = true;

    /// <summary>Asks for the next page; null on the last one. Default null.</summary>
    public string? NextToken { get; init; }

    /// <summary>The experiments of this page.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>The address with another page or stage.</summary>
    internal string Link(bool isDeleted, string token = "")
    {
        var query = new List<string>();
        if (Find.Length > 0) query.Add($"find={Uri.EscapeDataString(Find)}");
        if (isDeleted) query.Add("view=deleted");
        if (token.Length > 0) query.Add($"token={Uri.EscapeDataString(token)}");
        return query.Count == 0 ? "/experiments" : $"/experiments?{string.Join('&', query)}";
    }

    /// <summary>One experiment.</summary>
    public sealed record Line
    {
        /// <summary>Its id.</summary>
        public required string Id { get; init; }

        /// <summary>Its name.</summary>
        public required string Name { get; init; }

        /// <summary>How many runs it has, of the same stage as itself.</summary>
        public required long Runs { get; init; }

        /// <summary>When its latest run began; null where it has none.</summary>
        public required DateTimeOffset? LastRun { get; init; }

        /// <summary>When its name or stage last changed.</summary>
        public required DateTimeOffset Updated { get; init; }

        /// <summary>When it was made.</summary>
        public required DateTimeOffset Created { get; init; }

        /// <summary>The first line of what people wrote of it. Default empty.</summary>
        public string Note { get; init; } = "";

        /// <summary>Its tags, MLflow's own left out.</summary>
        public IReadOnlyList<(string Key, string Value)> Tags { get; init; } = [];
    }
}
