using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Transfers;

/// <summary>
/// A store of experiments, runs and models that is brought over to another one: MLflow's database, a server of MLflow's, a folder of JSON lines, or
/// Panta's own. Everything is read in one pass and in pieces, so that memory does not grow with it. One thread at a time.
/// </summary>
public interface ITransferSource : IDisposable
{
    /// <summary>Where it is, without user and password.</summary>
    string Place { get; }

    /// <summary>What of it is not brought over, a sentence each; none where all is.</summary>
    IReadOnlyList<string> LeftOut();

    /// <summary>All experiments, deleted ones too, by id.</summary>
    IReadOnlyList<Experiment> Experiments();

    /// <summary>How many runs there are, deleted ones too; 0 where only reading them tells.</summary>
    /// <param name="experimentIds">Of these experiments.</param>
    long CountRuns(IReadOnlyList<string> experimentIds);

    /// <summary>The runs, deleted ones too, with all but the points of their metrics, some at a time.</summary>
    /// <param name="experimentIds">Of these experiments.</param>
    IEnumerable<IReadOnlyList<MovedRun>> Runs(IReadOnlyList<string> experimentIds);

    /// <summary>All points of the metrics of runs, with the run's id, in any order.</summary>
    /// <param name="runs">What <see cref="Runs"/> answered last.</param>
    IEnumerable<Metric> Points(IReadOnlyList<MovedRun> runs);

    /// <summary>The logged models.</summary>
    /// <param name="experimentIds">Of these experiments.</param>
    IEnumerable<MovedModel> LoggedModels(IReadOnlyList<string> experimentIds);

    /// <summary>The registered models, each with its versions that are not deleted.</summary>
    IEnumerable<MovedRegistration> Registrations();

    /// <summary>The names of the registered models.</summary>
    IEnumerable<string> ModelNames() => Registrations().Select(registration => registration.Model.Name);

    /// <summary>The moves of aliases, in their order; none where the source keeps no history.</summary>
    IEnumerable<AliasChange> AliasMoves() => [];

    /// <summary>The moves of versions between stages, in their order; none where the source keeps no history.</summary>
    IEnumerable<StageChange> StageMoves() => [];

    /// <summary>The webhooks in use, without their secrets; none where they are not brought over.</summary>
    IEnumerable<Webhook> Webhooks() => [];

    /// <summary>Whether the files at an artifact URI can be read from here.</summary>
    /// <param name="uri">An artifact URI, or the beginning of some.</param>
    bool Reaches(string uri);

    /// <summary>Whether there is a folder for an experiment's files: not where they are on another machine, or were never any.</summary>
    /// <param name="location">The artifact location of an experiment, which it reaches.</param>
    bool Has(string location) => true;

    /// <summary>What to do so that the files at a place can be read; empty where nothing is known.</summary>
    /// <param name="location">The artifact location of an experiment that it does not reach, or has no folder of.</param>
    string HelpFor(string location) => "";

    /// <summary>The files under an artifact URI; none where there is no such folder.</summary>
    /// <param name="uri">A URI that it reaches.</param>
    IEnumerable<MovedFile> Files(string uri);

    /// <summary>Opens a file.</summary>
    /// <param name="uri">The artifact URI.</param>
    /// <param name="path">The file's path under it.</param>
    Stream Open(string uri, string path);
}
