namespace Panta.Server.Pages;

/// <summary>All registered models.</summary>
public sealed record ModelsView
{
    /// <summary>One line a model, by name.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>What is looked for: a word of the names, or a filter. Default empty: all.</summary>
    public string Find { get; init; } = "";

    /// <summary>What is wrong with it; all models are then shown. Default null.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether prompts are shown in place of models. Default false.</summary>
    public bool ArePrompts { get; init; }

    /// <summary>Whether this is the first page. Default true.</summary>
    public bool IsFirst { get; init; } = true;

    /// <summary>Asks for the next page; null on the last one. Default null.</summary>
    public string? NextToken { get; init; }

    /// <summary>The address of models or prompts with what is looked for.</summary>
    internal string Link(bool arePrompts, string token = "")
    {
        var query = new List<string>();
        if (Find.Length > 0) query.Add($"find={Uri.EscapeDataString(Find)}");
        if (arePrompts) query.Add("view=prompts");
        if (token.Length > 0) query.Add($"token={Uri.EscapeDataString(token)}");
        return query.Count == 0 ? "/models" : $"/models?{string.Join('&', query)}";
    }

    /// <summary>One model in the list.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Champion">The version that <c>champion</c> points at; null where none does.</param>
    /// <param name="Aliases">All aliases with their versions, in words.</param>
    /// <param name="Versions">How many versions there are.</param>
    /// <param name="Changed">When an alias moved last; null where none did.</param>
    /// <param name="By">Who moved it.</param>
    /// <param name="Updated">When the model changed last.</param>
    public sealed record Line(string Name, string? Champion, string Aliases, long Versions, DateTimeOffset? Changed, string By, DateTimeOffset Updated);
}
