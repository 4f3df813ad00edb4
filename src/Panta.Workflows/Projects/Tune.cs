using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Panta.Workflows.Projects;

/// <summary>What is tried: each combination of the grid's values.</summary>
public sealed record Tune
{
    /// <summary>Gets values by parameter, as <c>randomForestClassifier.numTrees: [10, 25, 50]</c>. A list is tried whole at the first fit and at each retrain.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<JsonNode>> Grid { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<JsonNode>>.Empty;

    /// <summary>Gets the grid of a retrain. Default null: the same.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<JsonNode>>? Retrain { get; init; }

    /// <summary>Gets the number of folds that judge a trial. Default null: as the project's split says.</summary>
    public int? Folds { get; init; }

    /// <summary>A grid of one parameter.</summary>
    /// <typeparam name="T">A number, a text or a boolean.</typeparam>
    /// <param name="parameter">The parameter, as <c>randomForestClassifier.numTrees</c>.</param>
    /// <param name="values">Its values.</param>
    public static ImmutableSortedDictionary<string, ImmutableArray<JsonNode>> Over<T>(string parameter, params ReadOnlySpan<T> values)
    {
        var nodes = ImmutableArray.CreateBuilder<JsonNode>(values.Length);
        foreach (var value in values) nodes.Add(JsonValue.Create(value)!);
        return ImmutableSortedDictionary<string, ImmutableArray<JsonNode>>.Empty.Add(parameter, nodes.MoveToImmutable());
    }
}
