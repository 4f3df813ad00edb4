namespace Panta.Workflows.Projects;

/// <summary>Where labels come from and how late they may be.</summary>
public sealed record Labels
{
    /// <summary>Gets a file of labels, relative to the project file. Default null: labels come through the endpoint's label address.</summary>
    public string? Path { get; init; }

    /// <summary>Gets the name of a Delta table of labels. Default null.</summary>
    public string? Table { get; init; }

    /// <summary>Gets SQL over the table <c>source</c> that gives key, time and label. Default null.</summary>
    public string? Query { get; init; }

    /// <summary>Gets the column of the key. Default null: the source's.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the column of the time at which the label was known. Default null: the time of arrival.</summary>
    public string? Time { get; init; }

    /// <summary>Gets how long after its end a window waits for its labels. Default zero.</summary>
    public Duration Maturity { get; init; }
}
