namespace Panta.Tracking.Filters;

/// <summary>One clause of a filter: <c>prefix.key operator values</c>.</summary>
/// <param name="Prefix">What stands before the first dot, as in <c>metrics</c>; null for none.</param>
/// <param name="Key">The rest of the identifier, quotes removed.</param>
/// <param name="Operator">How it compares.</param>
/// <param name="Values">One value; several for IN; none for IS NULL.</param>
sealed record Comparison(string? Prefix, string Key, Operator Operator, IReadOnlyList<Literal> Values)
{
    /// <summary>Where the clause begins in the filter's text.</summary>
    public int Start { get; init; }

    /// <summary>Where it ends.</summary>
    public int End { get; init; }

    public bool IsNullTest => Operator is Operator.IsNull or Operator.IsNotNull;

    public bool IsList => Operator is Operator.In or Operator.NotIn;

    public bool IsPattern => Operator is Operator.Like or Operator.ILike;

    /// <summary>The operator as written in a filter.</summary>
    public string Symbol => Operator switch
    {
        Operator.Equal => "=",
        Operator.NotEqual => "!=",
        Operator.Greater => ">",
        Operator.GreaterOrEqual => ">=",
        Operator.Less => "<",
        Operator.LessOrEqual => "<=",
        Operator.Like => "LIKE",
        Operator.ILike => "ILIKE",
        Operator.In => "IN",
        Operator.NotIn => "NOT IN",
        Operator.IsNull => "IS NULL",
        _ => "IS NOT NULL",
    };
}
