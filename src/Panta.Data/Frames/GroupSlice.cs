using System.Collections.Immutable;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <summary>The rows of one group.</summary>
/// <param name="Key">The values of the keys, in their order, as <see cref="Column.Value"/> gives them.</param>
/// <param name="Rows">The rows, in the order of the frame. They may share the memory of the batch that they came in, which lives as long as they do.</param>
public sealed record GroupSlice(ImmutableArray<object?> Key, Table Rows);
