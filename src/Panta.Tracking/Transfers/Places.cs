using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>Which experiment became which, and where their files are afterwards.</summary>
sealed class Places
{
    readonly Dictionary<string, string> _ids = [];
    readonly Dictionary<string, string> _locations = [];

    /// <summary>The experiments' ids at the source.</summary>
    public IReadOnlyList<string> Experiments => [.. _ids.Keys];

    /// <summary>Notes what an experiment became.</summary>
    /// <param name="experiment">At the source.</param>
    /// <param name="stored">As it is now.</param>
    /// <param name="moved">Whether its files move to the new place.</param>
    public void Add(Experiment experiment, Experiment stored, bool moved)
    {
        _ids.Add(experiment.ExperimentId, stored.ExperimentId);
        if (moved && ArtifactPath.OfUri(stored.ArtifactLocation) is not null)
            _locations.TryAdd(experiment.ArtifactLocation.TrimEnd('/'), stored.ArtifactLocation);
    }

    /// <summary>Whether files move that are under an artifact URI.</summary>
    public bool Moves(string uri) => New(uri) is not null;

    /// <summary>Where something is afterwards: under the new location of its experiment, or where it was.</summary>
    public string Rewrite(string uri) => New(uri) ?? uri;

    public Run Rewrite(Run run) => run with { ExperimentId = _ids[run.ExperimentId], ArtifactUri = Rewrite(run.ArtifactUri) };

    public LoggedModel Rewrite(LoggedModel model) => model with { ExperimentId = _ids[model.ExperimentId], ArtifactUri = Rewrite(model.ArtifactUri) };

    public ModelVersion Rewrite(ModelVersion version) => version with { Source = Rewrite(version.Source), Location = Rewrite(version.Location) };

    string? New(string uri)
    {
        for (var end = uri.Length; end > 0; end = uri.LastIndexOf('/', end - 1))
            if (_locations.TryGetValue(uri[..end], out var location)) return location + uri[end..];
        return null;
    }
}
