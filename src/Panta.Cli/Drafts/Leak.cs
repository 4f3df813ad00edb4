using System.Collections.Immutable;

namespace Panta.Cli.Drafts;

/// <summary>Columns that give the target away: a model that reads them is judged well and fails in use, where they are known only when the target is.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Why">What was seen, as <c>casual and registered add up to cnt</c>.</param>
sealed record Leak(ImmutableArray<FileColumn> Columns, string Why);
