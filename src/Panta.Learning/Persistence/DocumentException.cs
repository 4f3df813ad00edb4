using System.Collections.Immutable;

namespace Panta.Learning.Persistence;

/// <summary>A JSON or YAML document does not say what it must; all its problems together.</summary>
/// <param name="problems">At least one problem.</param>
public sealed class DocumentException(ImmutableArray<DocumentProblem> problems) : FormatException(string.Join(Environment.NewLine, problems))
{
    /// <summary>Gets everything that is wrong.</summary>
    public ImmutableArray<DocumentProblem> Problems { get; } = problems;
}
