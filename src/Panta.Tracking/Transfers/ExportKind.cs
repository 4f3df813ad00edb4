namespace Panta.Tracking.Transfers;

/// <summary>Which records of a store an <see cref="ExportPiece"/> asks for.</summary>
public enum ExportKind
{
    /// <summary>All experiments.</summary>
    Experiments,

    /// <summary>Some runs.</summary>
    Runs,

    /// <summary>All points of some runs.</summary>
    Points,

    /// <summary>Some logged models.</summary>
    LoggedModels,

    /// <summary>All registered models, each with its versions.</summary>
    Registrations,

    /// <summary>All moves of aliases.</summary>
    AliasMoves,

    /// <summary>All moves between stages.</summary>
    StageMoves,

    /// <summary>All webhooks, without their secrets.</summary>
    Webhooks,
}
