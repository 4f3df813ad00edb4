namespace Panta.Data.Expressions;

/// <summary>Walks over expressions.</summary>
static class ExpressionTree
{
    /// <summary>The parts that an expression is made of, one level down.</summary>
    public static IEnumerable<Expression> Children(this Expression expression) => expression switch
    {
        Call call => call.Arguments,
        Cast cast => [cast.Value],
        Alias alias => [alias.Value],
        ExtractValue part => [part.Value, part.Key],
        SortOrder order => [order.Value],
        OverWindow over => [over.Function, .. over.Window.Partition, .. over.Window.Order],
        _ => [],
    };

    /// <summary>The expression with each part one level down put through a function.</summary>
    public static Expression MapChildren(this Expression expression, Func<Expression, Expression> map) => expression switch
    {
        Call call => call with { Arguments = [.. call.Arguments.Select(map)] },
        Cast cast => cast with { Value = map(cast.Value) },
        Alias alias => alias with { Value = map(alias.Value) },
        ExtractValue part => new ExtractValue(map(part.Value), map(part.Key)),
        SortOrder order => order with { Value = map(order.Value) },
        OverWindow over => new OverWindow(
            map(over.Function),
            over.Window with { Partition = [.. over.Window.Partition.Select(map)], Order = [.. over.Window.Order.Select(order => (SortOrder)map(order))] }),
        _ => expression,
    };

    /// <summary>The columns that an expression refers to, each as often as it does.</summary>
    public static IEnumerable<ColumnReference> Columns(this Expression expression) =>
        expression is ColumnReference column ? [column] : expression.Children().SelectMany(Columns);
}
