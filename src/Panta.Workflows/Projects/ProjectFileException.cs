using System.Collections.Immutable;
using Panta.Learning.Persistence;

namespace Panta.Workflows.Projects;

/// <summary>A project file that cannot be used; carries every problem found in it.</summary>
/// <param name="file">The file's name, or what stands for it.</param>
/// <param name="problems">At least one problem.</param>
public sealed class ProjectFileException(string file, ImmutableArray<DocumentProblem> problems)
    : Exception($"{file} has {problems.Length} problem{(problems.Length == 1 ? "" : "s")}:\n" + string.Join('\n', problems.Select(problem => $"  {problem}")))
{
    /// <summary>Gets the file's name.</summary>
    public string File { get; } = file;

    /// <summary>Gets the problems, in the order of the file.</summary>
    public ImmutableArray<DocumentProblem> Problems { get; } = problems;
}
