namespace Panta.Workflows.Projects;

/// <summary>A project cannot do what it was asked: its source is not as expected, its first model was not made, or there is nothing to roll back to.</summary>
/// <param name="project">The project's name.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class ProjectException(string project, string message) : Exception(message)
{
    /// <summary>Gets the project's name.</summary>
    public string Project { get; } = project;
}
