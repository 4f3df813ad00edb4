using System.Collections.Immutable;
using Panta.Data.Storage;

namespace Panta.Data.Delta;

/// <summary>How a new Delta table is laid out.</summary>
public sealed record DeltaTableOptions
{
    /// <summary>Gets the columns whose values are kept in the log and not in the files, one file for each combination. Default none.</summary>
    public ImmutableArray<string> PartitionColumns { get; init; } = [];

    /// <summary>Gets the table's properties, such as <c>delta.appendOnly</c>. Default none.</summary>
    public ImmutableSortedDictionary<string, string> Properties { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// Gets the names of struct columns: a column <c>features.temp</c> of a <see cref="Tables.Table"/> is the field <c>temp</c> of the struct column
    /// <c>features</c>, now and when it is added later. Default none: a dot is part of the name.
    /// </summary>
    public ImmutableArray<string> Structs { get; init; } = [];

    /// <summary>Gets how S3 is reached, for a table there. Default: by the environment.</summary>
    public S3Options? S3 { get; init; }

    /// <summary>Gets the clock of commit times. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
