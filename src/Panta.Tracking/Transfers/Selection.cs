using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>What is asked for of a source.</summary>
public static class Selection
{
    /// <summary>The experiments that are asked for.</summary>
    /// <param name="source">What there is.</param>
    /// <param name="options">Which part of it.</param>
    /// <exception cref="ArgumentException">One of them, or a registered model that is asked for, does not exist.</exception>
    public static IReadOnlyList<Experiment> Of(ITransferSource source, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        var experiments = Of(source.Experiments(), options.Experiments);
        if (options.Models.Count > 0 && options.Models.Except(source.ModelNames()).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"There is no registered model '{unknown}' in '{source.Place}'.");

        return experiments;
    }

    static IReadOnlyList<Experiment> Of(IReadOnlyList<Experiment> all, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0) return all;

        return [.. wanted.Select(name => all.FirstOrDefault(e => e.Name == name) ?? all.FirstOrDefault(e => e.ExperimentId == name)
            ?? throw new ArgumentException($"There is no experiment '{name}'; there are {Amount.Listed([.. all.Select(e => $"'{e.Name}'")])}."))
            .DistinctBy(e => e.ExperimentId)];
    }
}
