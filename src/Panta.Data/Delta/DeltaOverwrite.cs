using Panta.Data.Expressions;

namespace Panta.Data.Delta;

/// <summary>Which rows of a Delta table new ones replace, and with which columns. Default: all of them, with the table's columns.</summary>
public sealed record DeltaOverwrite
{
    /// <summary>Gets the condition of the rows that are replaced; all new rows must meet it. Default null: all rows.</summary>
    public Expression? Where { get; init; }

    /// <summary>Gets whether only the partitions are replaced that the new rows have. Default false.</summary>
    public bool Partitions { get; init; }

    /// <summary>Gets whether the table gets the columns of the new rows in place of its own. Default false. Its partition columns must be among them.</summary>
    public bool ReplaceSchema { get; init; }

    /// <summary>Gets whether columns that the table lacks are added to it, as nullable. Default false: they are an error.</summary>
    public bool AddColumns { get; init; }

    /// <summary>Gets a mark to leave; where the table has it already, nothing is done. Default null.</summary>
    public DeltaTransaction? Transaction { get; init; }
}
