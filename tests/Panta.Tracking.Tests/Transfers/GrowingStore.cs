using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Transfers;

namespace Panta.Tracking.Tests.Transfers;

/// <summary>A store to which something is logged after its runs were told and before their points are.</summary>
sealed class GrowingStore(ITransferSource store, Action log) : ITransferSource
{
    public string Place => store.Place;

    public IReadOnlyList<string> LeftOut() => store.LeftOut();

    public IReadOnlyList<Experiment> Experiments() => store.Experiments();

    public long CountRuns(IReadOnlyList<string> experimentIds) => store.CountRuns(experimentIds);

    public IEnumerable<IReadOnlyList<MovedRun>> Runs(IReadOnlyList<string> experimentIds) => store.Runs(experimentIds);

    public IEnumerable<Metric> Points(IReadOnlyList<MovedRun> runs)
    {
        log();
        return store.Points(runs);
    }

    public IEnumerable<MovedModel> LoggedModels(IReadOnlyList<string> experimentIds) => store.LoggedModels(experimentIds);

    public IEnumerable<MovedRegistration> Registrations() => store.Registrations();

    public bool Reaches(string uri) => store.Reaches(uri);

    public IEnumerable<MovedFile> Files(string uri) => store.Files(uri);

    public Stream Open(string uri, string path) => store.Open(uri, path);

    public void Dispose() => store.Dispose();
}
