using Panta.Monitoring.Monitors;

namespace Panta.Workflows.Projects;

/// <summary>A project as the store holds it.</summary>
public sealed record ProjectState
{
    /// <summary>Gets what the project file declares.</summary>
    public required Project Definition { get; init; }

    /// <summary>Gets the project file's text.</summary>
    public required string Yaml { get; init; }

    /// <summary>Gets the folder that the file's paths are relative to.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets which clock the project lives by.</summary>
    public required ClockKind Clock { get; init; }

    /// <summary>Gets the project's time: everything due by then is done.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Gets when the file was applied, by the system's clock.</summary>
    public required DateTimeOffset AppliedAt { get; init; }

    /// <summary>Gets where the monitor stands between windows.</summary>
    public required MonitorState MonitorState { get; init; }

    /// <summary>Gets the project's name.</summary>
    public string Name => Definition.Name;
}
