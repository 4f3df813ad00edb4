using System.Collections.Immutable;

namespace Panta.Data.Reading;

/// <summary>What was found out of files: their columns, how the text is parted, and from how many rows.</summary>
/// <param name="Columns">The columns in order, partition columns last.</param>
/// <param name="Rows">How many rows were looked at; 0 for files that say their types themselves.</param>
/// <param name="Notes">What was found out besides the types, a sentence each: delimiter, header, encoding, partition columns.</param>
public sealed record InferredSchema(ImmutableArray<InferredColumn> Columns, long Rows, ImmutableArray<string> Notes)
{
    /// <summary>The report: a line for each note and each column.</summary>
    public override string ToString() => string.Join('\n', [.. Notes, .. Columns.Select(column => column.ToString())]);
}
