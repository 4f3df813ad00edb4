using System.Collections.Immutable;

namespace Panta.Learning.Pipelines;

/// <summary>The columns of a stage that takes one column or several, as spark.ml's HasInputCol(s) and HasOutputCol(s).</summary>
static class ColumnPairs
{
    public static ImmutableArray<(string Input, string Output)> Of(string? inputCol, string? outputCol, ImmutableArray<string> inputCols,
        ImmutableArray<string> outputCols) =>
        inputCol is not null ? [(inputCol, outputCol ?? "")] : inputCols.IsDefaultOrEmpty || outputCols.IsDefaultOrEmpty ? [] : [.. inputCols.Zip(outputCols)];
}
