using System.Collections.Immutable;
using Panta.Data.Tables;

namespace Panta.Cli.Demo;

/// <summary>History to be lived through again: rows in the order of time, each asked for when its time comes, its label given when that was known.</summary>
public sealed record Replay
{
    /// <summary>Gets the project's name.</summary>
    public required string Project { get; init; }

    /// <summary>Gets the endpoints that are asked, each the same.</summary>
    public required ImmutableArray<string> Endpoints { get; init; }

    /// <summary>Gets the rows, ascending by event time.</summary>
    public required Table Rows { get; init; }

    /// <summary>Gets the columns that are sent to be scored, event time and key among them.</summary>
    public required ImmutableArray<string> Sent { get; init; }

    /// <summary>Gets the column of event time, a timestamp.</summary>
    public required string Time { get; init; }

    /// <summary>Gets the column of the key by which a label finds its prediction.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the column of the label.</summary>
    public required string Label { get; init; }

    /// <summary>Gets the column of the time at which the label was known, a timestamp.</summary>
    public required string LabelTime { get; init; }

    /// <summary>Gets the time at which the replay begins: the start of a day.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Event time of a row.</summary>
    /// <param name="row">The row.</param>
    internal DateTimeOffset TimeOf(int row) => (DateTimeOffset)Rows[Time].Value(row)!;

    /// <summary>The time at which the label of a row was known.</summary>
    /// <param name="row">The row.</param>
    internal DateTimeOffset LabelTimeOf(int row) => (DateTimeOffset)Rows[LabelTime].Value(row)!;
}
