namespace Panta.Workflows.Projects;

/// <summary>The time in a project: the system's, or that of its replay clock.</summary>
/// <param name="projects">Where clocks are kept.</param>
/// <param name="name">The project's name.</param>
/// <param name="system">The system's clock; also where the project is not known.</param>
public sealed class ProjectClock(ProjectStore projects, string name, TimeProvider system) : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => projects.FindReplayTime(name) ?? system.GetUtcNow();
}
