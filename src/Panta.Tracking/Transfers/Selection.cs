using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>The experiments that are asked for.</summary>
public static class Selection
{
    /// <summary>Those with the given ids or names; all where none is given.</summary>
    /// <param name="all">What there is.</param>
    /// <param name="wanted">Ids or names; none for all.</param>
    /// <exception cref="ArgumentException">One does not exist.</exception>
    public static IReadOnlyList<Experiment> Of(IReadOnlyList<Experiment> all, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0) return all;

        return [.. wanted.Select(name => all.FirstOrDefault(e => e.Name == name) ?? all.FirstOrDefault(e => e.ExperimentId == name)
            ?? throw new ArgumentException($"There is no experiment '{name}'; there are {Amount.Listed([.. all.Select(e => $"'{e.Name}'")])}."))
            .DistinctBy(e => e.ExperimentId)];
    }
}
