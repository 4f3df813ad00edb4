namespace Panta.Data.Expressions;

/// <summary>A column by its name, case-sensitive.</summary>
/// <param name="Name">The column's name.</param>
public sealed record ColumnReference(string Name) : Expression
{
    /// <summary>Gets the identity of the frame it is of, where a join has to tell two of one name apart. Default null: whichever has it.</summary>
    public long? Frame { get; init; }
}
