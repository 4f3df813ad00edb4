namespace Panta.Data.Expressions;

/// <summary>An expression under a name.</summary>
/// <param name="Value">The expression.</param>
/// <param name="Name">The column's name.</param>
public sealed record Alias(Expression Value, string Name) : Expression;
