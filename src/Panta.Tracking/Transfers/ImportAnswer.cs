using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>What a server answers to an <see cref="ImportPiece"/>.</summary>
public sealed record ImportAnswer
{
    /// <summary>The experiment as it is stored; null (default) for other pieces.</summary>
    public Experiment? Experiment { get; init; }

    /// <summary>What is stored of what the piece named. Default empty.</summary>
    public IReadOnlyList<TransferTally> Stored { get; init; } = [];

    /// <summary>Those of the runs asked after that there are. Default empty.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>Those of the logged models asked after that there are. Default empty.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Whether nothing was added because another model has the name. Default no.</summary>
    public bool IsAnother { get; init; }
}
