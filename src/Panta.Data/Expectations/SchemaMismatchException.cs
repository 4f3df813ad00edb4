using System.Collections.Immutable;

namespace Panta.Data.Expectations;

/// <summary>A table does not have the schema it should have. The message names every problem.</summary>
/// <param name="problems">The problems; at least one.</param>
public sealed class SchemaMismatchException(ImmutableArray<SchemaProblem> problems)
    : Exception($"The data do not fit the schema: {string.Join(" ", problems.Select(problem => problem.Message))}")
{
    /// <summary>Gets the problems.</summary>
    public ImmutableArray<SchemaProblem> Problems { get; } = problems;
}
