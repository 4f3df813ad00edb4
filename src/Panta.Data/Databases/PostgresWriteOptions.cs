namespace Panta.Data.Databases;

/// <summary>How rows are written to a PostgreSQL table.</summary>
public sealed record PostgresWriteOptions
{
    /// <summary>Gets what becomes of the table. Default <see cref="PostgresWriteMode.Create"/>.</summary>
    public PostgresWriteMode Mode { get; init; } = PostgresWriteMode.Create;

    /// <summary>Gets the schema of the table, which must be there. Default null: the first of the search path.</summary>
    public string? Schema { get; init; }

    /// <summary>Gets what is told the number of rows sent so far, after each batch. Default null.</summary>
    public IProgress<long>? Progress { get; init; }
}
