using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Transfers;

/// <summary>
/// A store of Panta's that something is brought into: one that this process has for itself, or one behind a running server. What is there already is
/// written over; everything is told back as it is stored.
/// </summary>
public interface ITransferTarget : IDisposable
{
    /// <summary>Where it is.</summary>
    string Place { get; }

    /// <summary>Adds an experiment: the one that has its name, else a new one under its id, or the next free id where that is taken.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="moves">Whether its files move into the store; else they stay where they are.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <returns>The experiment as it is stored, with its tags.</returns>
    Task<Experiment> AddAsync(Experiment experiment, bool moves, CancellationToken cancel);

    /// <summary>Adds runs with all but the points of their metrics; their experiments are there.</summary>
    Task AddAsync(IReadOnlyList<MovedRun> runs, CancellationToken cancel);

    /// <summary>Adds points of metrics, each with its run's id; the runs are there.</summary>
    Task AddAsync(IReadOnlyList<Metric> points, CancellationToken cancel);

    /// <summary>Counts what is stored of runs, their points too.</summary>
    Task<IReadOnlyList<TransferTally>> CountAsync(IReadOnlyList<string> runs, CancellationToken cancel);

    /// <summary>Those of some ids of runs that there are.</summary>
    Task<IReadOnlyList<string>> ExistingAsync(IReadOnlyList<string> runs, CancellationToken cancel);

    /// <summary>Those of some ids of logged models that there are.</summary>
    Task<IReadOnlyList<string>> ExistingModelsAsync(IReadOnlyList<string> models, CancellationToken cancel);

    /// <summary>Adds logged models, and counts what is stored of them; the runs of their metrics are there.</summary>
    Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<MovedModel> models, CancellationToken cancel);

    /// <summary>Adds moves of aliases that are not there yet, and counts those that are there then.</summary>
    Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<AliasChange> moves, CancellationToken cancel);

    /// <summary>Adds moves between stages that are not there yet, and counts those that are there then.</summary>
    Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<StageChange> moves, CancellationToken cancel);

    /// <summary>Adds webhooks, those that had a secret disabled, and counts what is stored of them.</summary>
    Task<IReadOnlyList<TransferTally>> AddAsync(IReadOnlyList<Webhook> webhooks, CancellationToken cancel);

    /// <summary>Adds a registered model with its versions, and counts what is stored of it.</summary>
    /// <param name="registration">The model.</param>
    /// <param name="source">Where it comes from, for the history of its aliases.</param>
    /// <param name="cancel">Gives up before it begins.</param>
    /// <returns>Null, and nothing is added, where another model has its name.</returns>
    Task<IReadOnlyList<TransferTally>?> AddAsync(MovedRegistration registration, string source, CancellationToken cancel);

    /// <summary>Stores a file under its path in the store; complete when it is durable.</summary>
    Task WriteFileAsync(string path, Stream content, CancellationToken cancel);

    /// <summary>Opens a file of the store; null where there is none.</summary>
    Task<(Stream Content, long Length)?> FindFileAsync(string path, CancellationToken cancel);
}
