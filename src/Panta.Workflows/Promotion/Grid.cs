using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Workflows.Promotion;

/// <summary>A project file's grid: every combination of its values, put into the pipeline's stages by the stages' own names and parameters.</summary>
static class Grid
{
    /// <summary>Every combination of one value for each parameter, the first parameter's values changing slowest; one empty combination for no grid.</summary>
    public static IEnumerable<ImmutableSortedDictionary<string, JsonNode>> Combinations(ImmutableSortedDictionary<string, ImmutableArray<JsonNode>>? grid)
    {
        IEnumerable<ImmutableSortedDictionary<string, JsonNode>> combinations = [ImmutableSortedDictionary<string, JsonNode>.Empty];
        foreach (var (name, values) in grid ?? ImmutableSortedDictionary<string, ImmutableArray<JsonNode>>.Empty)
            combinations = combinations.SelectMany(combination => values.Select(value => combination.Add(name, value)));
        return combinations;
    }

    /// <summary>The stages with a combination's values in place of their own.</summary>
    /// <exception cref="ArgumentException">A name is not <c>stage.parameter</c> of a stage of the pipeline, or a value is not allowed there.</exception>
    public static Pipeline Apply(ImmutableArray<IStage> stages, ImmutableSortedDictionary<string, JsonNode> values)
    {
        var changed = stages.Select(stage => RecordWriter.Write(stage)!.AsObject()).ToArray();
        foreach (var (name, value) in values)
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            var stage = dot < 0 ? null : changed.FirstOrDefault(form => form["stage"]!.GetValue<string>().Equals(name[..dot], StringComparison.OrdinalIgnoreCase));
            if (stage is null) throw new ArgumentException($"Grid parameter '{name}' is no stage.parameter of the pipeline. Stages: {string.Join(", ", changed.Select(form => form["stage"]))}.");

            stage[name[(dot + 1)..]] = value.DeepClone();
        }

        return new([.. changed.Select(form => RecordReader.Read<IStage>(form))]);
    }
}
