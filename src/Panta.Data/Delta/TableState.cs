using System.Collections.Immutable;

namespace Panta.Data.Delta;

/// <summary>What a table is after some commits: files, schema, marks. Applying a commit gives the next state and costs what the commit holds.</summary>
sealed record TableState
{
    public required Protocol Protocol { get; init; }

    public required Metadata Metadata { get; init; }

    public FileSet<AddFile> Files { get; init; } = FileSet<AddFile>.Empty;

    public FileSet<RemoveFile> Tombstones { get; init; } = FileSet<RemoveFile>.Empty;

    public ImmutableSortedDictionary<string, (long Version, string Raw)> Transactions { get; init; } =
        ImmutableSortedDictionary.Create<string, (long Version, string Raw)>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, string> Domains { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public long NextOrder { get; init; }

    /// <summary>The state after the actions of a commit; the first one, or a checkpoint, has both protocol and metadata.</summary>
    public static TableState Apply(TableState? before, ActionList actions, string file)
    {
        var protocol = actions.Protocol ?? before?.Protocol ?? throw new DeltaException(file, "the protocol is missing: the log is damaged.");
        var metadata = actions.Metadata ?? before?.Metadata ?? throw new DeltaException(file, "the metaData is missing: the log is damaged.");
        var state = before ?? new() { Protocol = protocol, Metadata = metadata };

        var files = (actions.Checkpointed is { } live ? FileSet<AddFile>.Of(live) : state.Files).ToBuilder(actions.Adds.Count);
        var tombstones = state.Tombstones.ToBuilder(actions.Removes.Count);
        foreach (var removed in actions.Removes)
        {
            // A checkpoint is a state, no change: what it says to be live is.
            if (actions.Checkpointed?.ContainsKey(removed.Key) == true) continue;

            files.Remove(removed.Key);
            tombstones.Set(removed.Key, removed);
        }

        var order = state.NextOrder + (actions.Checkpointed?.Total ?? 0);
        foreach (var added in actions.Adds)
        {
            tombstones.Remove(added.Key);
            added.Order = order++;
            files.Set(added.Key, added);
        }

        return state with
        {
            Protocol = protocol,
            Metadata = metadata,
            Files = files.ToSet(),
            Tombstones = tombstones.ToSet(),
            Transactions = state.Transactions.SetItems(actions.Transactions),
            Domains = state.Domains.SetItems(actions.Domains),
            NextOrder = order,
        };
    }
}
