using System.Collections.Immutable;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

/// <summary>Rows parted by an <see cref="ExpectationSuite"/>.</summary>
public sealed record GatedRows
{
    /// <summary>Gets what became of each claim.</summary>
    public required ImmutableArray<ExpectationResult> Results { get; init; }

    /// <summary>Gets the numbers of the rows that keep every claim, ascending.</summary>
    public required int[] GoodRows { get; init; }

    /// <summary>Gets the rows that keep every claim.</summary>
    public required Table Good { get; init; }

    /// <summary>Gets the other rows, with the reasons in <see cref="ExpectationSuite.ReasonColumn"/>.</summary>
    public required Table Quarantined { get; init; }

    /// <summary>Gets what is wrong with the table as a whole, in sentences.</summary>
    public IEnumerable<string> Problems => Results.Where(result => result.Problem is not null).Select(result => result.Sentence);

    /// <summary>Gets whether the good rows may be taken: nothing is wrong with the table as a whole.</summary>
    public bool IsAccepted => !Problems.Any();
}
