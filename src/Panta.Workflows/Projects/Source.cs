namespace Panta.Workflows.Projects;

/// <summary>Where rows come from: a file or a table, and a query over it.</summary>
public sealed record Source
{
    /// <summary>Gets a CSV, Parquet or JSON file, relative to the project file. Default null. Exactly one of path and table is given.</summary>
    public string? Path { get; init; }

    /// <summary>Gets the name of a Delta table of the store. Default null.</summary>
    public string? Table { get; init; }

    /// <summary>Gets SQL over the table <c>source</c> that gives the columns of the features, the target, time and key. Default null: all columns as they are.</summary>
    public string? Query { get; init; }

    /// <summary>Gets the column of event time. Default null: the time of arrival.</summary>
    public string? Time { get; init; }

    /// <summary>Gets the column by which labels find their prediction. Default null: the prediction's id.</summary>
    public string? Key { get; init; }
}
