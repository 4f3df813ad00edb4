using System.Collections.Immutable;

namespace Panta.Data.Expectations;

/// <summary>What became of a claim about a table.</summary>
/// <param name="Expectation">The claim.</param>
/// <param name="FailingRows">The rows that break it, ascending.</param>
/// <param name="Problem">What is wrong with the table as a whole; null: nothing.</param>
public sealed record ExpectationResult(Expectation Expectation, ImmutableArray<int> FailingRows, string? Problem)
{
    /// <summary>Gets whether the claim holds.</summary>
    public bool Passed => FailingRows.IsEmpty && Problem is null;

    /// <summary>Gets the outcome in one sentence.</summary>
    public string Sentence => Passed
        ? $"{Expectation.Claim}: holds."
        : Problem is null ? $"{Expectation.Claim}: {FailingRows.Length} rows break it, the first is row {FailingRows[0]}." : $"{Expectation.Claim}: {Problem}";
}
