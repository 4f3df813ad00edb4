namespace Panta.Cli.Drafts;

/// <summary>A column of a file, as one pass over it found it.</summary>
sealed record FileColumn
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>The name as SQL writes it: quoted where it must be.</summary>
    public required string Sql { get; init; }

    /// <summary>DuckDB's name of its type, as <c>BIGINT</c> or <c>TIMESTAMP</c>.</summary>
    public required string Type { get; init; }

    /// <summary>About how many distinct values it has; exact to a few percent.</summary>
    public required long Distinct { get; init; }

    /// <summary>How many of its values are null.</summary>
    public required long Nulls { get; init; }

    /// <summary>Whether it is a date or a time.</summary>
    public bool IsTime => Type == "DATE" || Type.StartsWith("TIMESTAMP", StringComparison.Ordinal);

    /// <summary>Whether it is text.</summary>
    public bool IsText => Type == "VARCHAR";

    /// <summary>Whether it is text that nearly always reads as a number. Default false.</summary>
    public bool IsNumberInText { get; init; }

    /// <summary>Whether it is true or false.</summary>
    public bool IsBool => Type == "BOOLEAN";

    /// <summary>Whether it holds whole numbers.</summary>
    public bool IsWhole => Type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "HUGEINT" or "UHUGEINT";

    /// <summary>Whether it holds numbers.</summary>
    public bool IsNumber => IsWhole || Type is "FLOAT" or "DOUBLE" || Type.StartsWith("DECIMAL", StringComparison.Ordinal);
}
