using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>Experiments of which runs or logged models were brought over but not their files, and why: so that nothing only looks complete.</summary>
sealed class LeftFiles
{
    const string Outside = ", or only some: the runs lie outside of their experiment's place, or that is outside of the store.";

    readonly Dictionary<string, (Experiment Experiment, string? Why)> _experiments = [];
    readonly HashSet<string> _left = [];

    /// <summary>A sentence for each reason.</summary>
    public IEnumerable<string> Sentences =>
        from id in _left
        let left = _experiments[id]
        group $"'{left.Experiment.Name}' in '{left.Experiment.ArtifactLocation}'" by left.Why ?? Outside into places
        let listed = places.ToList()
        select $"The files of experiment{(listed.Count == 1 ? "" : "s")} {Amount.Listed(listed)} were not copied{places.Key}";

    /// <summary>Looks whether an experiment's files can be read.</summary>
    public void Look(ITransferSource source, Experiment experiment)
    {
        var place = experiment.ArtifactLocation;
        var help = source.HelpFor(place) is { Length: > 0 } text ? " " + text : "";
        var why = !source.Reaches(place) ? $": they cannot be read from here.{help}"
            : source.Has(place) ? null
            : $", if there were any: there is no such folder here.{help}";
        _experiments.Add(experiment.ExperimentId, (experiment, why));
    }

    /// <summary>Notes that a run or logged model was brought over.</summary>
    /// <param name="experimentId">Its experiment.</param>
    /// <param name="copied">Whether what was found of its files was copied.</param>
    public void Pass(string experimentId, bool copied)
    {
        if (!copied || _experiments[experimentId].Why is not null) _left.Add(experimentId);
    }
}
