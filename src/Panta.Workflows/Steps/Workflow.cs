using System.Collections.Immutable;

namespace Panta.Workflows.Steps;

/// <summary>A directed acyclic graph of steps.</summary>
public sealed record Workflow
{
    /// <summary>A workflow of steps, put in an order in which each comes after what it needs; steps that could trade places keep the order given.</summary>
    /// <param name="name">The workflow's name.</param>
    /// <param name="steps">Its steps.</param>
    /// <exception cref="ArgumentException">Two steps have one name, a step needs one that is not there, or the steps need each other in a circle.</exception>
    public Workflow(string name, params ReadOnlySpan<Step> steps)
    {
        Name = name;
        Steps = InOrder([.. steps]);
    }

    /// <summary>Gets the workflow's name.</summary>
    public string Name { get; }

    /// <summary>Gets the steps in the order of running.</summary>
    public ImmutableArray<Step> Steps { get; }

    static ImmutableArray<Step> InOrder(ImmutableArray<Step> steps)
    {
        var names = steps.Select(step => step.Name).ToHashSet();
        if (names.Count < steps.Length)
            throw new ArgumentException($"Two steps are called '{steps.GroupBy(step => step.Name).First(group => group.Count() > 1).Key}'.", nameof(steps));
        if (steps.SelectMany(step => step.Needs.Select(need => (step.Name, Need: need))).FirstOrDefault(pair => !names.Contains(pair.Need)) is { Need: { } missing } gap)
            throw new ArgumentException($"Step '{gap.Name}' needs '{missing}', which is no step of the workflow.", nameof(steps));

        var ordered = ImmutableArray.CreateBuilder<Step>(steps.Length);
        var done = new HashSet<string>();
        while (ordered.Count < steps.Length)
        {
            var next = steps.FirstOrDefault(step => !done.Contains(step.Name) && step.Needs.All(done.Contains))
                ?? throw new ArgumentException($"Steps need each other in a circle: {string.Join(", ", names.Except(done))}.", nameof(steps));
            ordered.Add(next);
            done.Add(next.Name);
        }

        return ordered.MoveToImmutable();
    }
}
