namespace Panta.Cli.Sources;

/// <summary>What is at a path of data.</summary>
enum SourceFormat
{
    /// <summary>Text with delimiters.</summary>
    Csv,

    /// <summary>Parquet files.</summary>
    Parquet,

    /// <summary>JSON lines, or an array of objects.</summary>
    Json,

    /// <summary>A Delta table in a folder or on S3.</summary>
    Delta,

    /// <summary>A table or a query of a PostgreSQL database.</summary>
    Postgres,

    /// <summary>A table or a query of an SQLite file.</summary>
    Sqlite,
}
