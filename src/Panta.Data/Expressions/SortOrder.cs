namespace Panta.Data.Expressions;

/// <summary>By what rows are ordered. NaN is the greatest number.</summary>
/// <param name="Value">The key.</param>
public sealed record SortOrder(Expression Value) : Expression
{
    /// <summary>Gets whether the greatest comes first. Default false.</summary>
    public bool Descending { get; init; }

    /// <summary>Gets whether nulls come first. Default true, as for Spark's ascending order.</summary>
    public bool NullsFirst { get; init; } = true;
}
