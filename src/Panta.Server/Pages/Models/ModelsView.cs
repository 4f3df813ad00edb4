namespace Panta.Server.Pages;

/// <summary>All registered models.</summary>
/// <param name="Lines">One line a model.</param>
public sealed record ModelsView(IReadOnlyList<ModelsView.Line> Lines)
{
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
