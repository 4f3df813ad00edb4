using Panta.Data.Reading;

namespace Panta.Cli.Sources;

/// <summary>What the command line says of a source besides its path.</summary>
sealed record SourceOptions
{
    /// <summary>What it is. Default null: found out.</summary>
    public SourceFormat? Format { get; init; }

    /// <summary>The version of a Delta table. Default null: the newest.</summary>
    public long? Version { get; init; }

    /// <summary>The time as of which a Delta table is read. Default null: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The table of a database. Default null.</summary>
    public string? Table { get; init; }

    /// <summary>The query of a database. Default null.</summary>
    public string? Query { get; init; }

    /// <summary>How CSV files are read. Default: found out.</summary>
    public CsvOptions Csv { get; init; } = new();
}
