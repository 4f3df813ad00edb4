namespace Panta.Data.Expressions;

/// <summary>A function computed for each row over the rows of its window.</summary>
/// <param name="Function">An aggregate or a window function.</param>
/// <param name="Window">Which rows.</param>
public sealed record OverWindow(Expression Function, Window Window) : Expression;
