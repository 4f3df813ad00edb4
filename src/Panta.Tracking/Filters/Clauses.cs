namespace Panta.Tracking.Filters;

/// <summary>Which operators and values a kind of key takes, in the words that MLflow's clients know.</summary>
static class Clauses
{
    const int PatternLimit = 10_000;

    /// <summary>Requires one of the six number operators and an unquoted number.</summary>
    /// <returns>The number.</returns>
    public static object RequireNumber(Comparison clause, string kind)
    {
        var allowed = clause.Operator is Operator.Equal or Operator.NotEqual
            or Operator.Greater or Operator.GreaterOrEqual or Operator.Less or Operator.LessOrEqual;
        if (!allowed)
            throw InvalidComparator(clause, kind, "=, !=, >, >=, <, <=");

        return clause.Values[0].Number ?? throw new ArgumentException(
            $"Expected numeric value type for {kind}: '{clause.Key}' was compared with {clause.Values[0]}. Write a number without quotes.");
    }

    /// <summary>Requires a text operator with quoted values.</summary>
    /// <param name="clause">The clause.</param>
    /// <param name="kind">What the key is, for the message.</param>
    /// <param name="lists">Whether IN and NOT IN are allowed.</param>
    /// <param name="nulls">Whether IS NULL and IS NOT NULL are allowed.</param>
    public static void RequireText(Comparison clause, string kind, bool lists = false, bool nulls = false)
    {
        var allowed = clause.Operator is Operator.Equal or Operator.NotEqual || clause.IsPattern || (lists && clause.IsList) || (nulls && clause.IsNullTest);
        if (!allowed)
            throw InvalidComparator(clause, kind, "=, !=, LIKE, ILIKE" + (lists ? ", IN, NOT IN" : "") + (nulls ? ", IS NULL, IS NOT NULL" : ""));

        foreach (var value in clause.Values.Where(v => !v.Quoted))
            throw new ArgumentException($"Expected a quoted string value for {kind} (e.g. 'my-value'): '{clause.Key}' was compared with {value}.");

        if (clause.IsPattern && clause.Values[0].Text.Length > PatternLimit)
            throw new ArgumentException(
                $"Invalid clause(s) in filter string: the pattern for '{clause.Key}' has {clause.Values[0].Text.Length} characters; at most {PatternLimit} "
                + "are allowed.");
    }

    public static ArgumentException InvalidAttribute(string key, IEnumerable<string> allowed) =>
        new($"Invalid attribute key '{key}' specified. Valid keys are {string.Join(", ", allowed.Order(StringComparer.Ordinal))}.");

    public static ArgumentException InvalidEntity(string? prefix, string allowed) => new($"Invalid entity type '{prefix}'. Valid values are {allowed}.");

    public static ArgumentException InvalidOrderKey(string key, IEnumerable<string> allowed) =>
        new($"Invalid order_by clause or key: Invalid ordering key '{key}'. Valid keys are {string.Join(", ", allowed.Order(StringComparer.Ordinal))}.");

    /// <summary>Refuses a key that comes twice in an order.</summary>
    public static void RequireDistinct(IReadOnlyList<OrderClause> order)
    {
        foreach (var twice in order.GroupBy(o => (o.Prefix, o.Key)).Where(g => g.Count() > 1))
            throw new ArgumentException($"`order_by` contains duplicate fields: '{twice.Key.Key}'. Name each key once.");
    }

    static ArgumentException InvalidComparator(Comparison clause, string kind, string allowed) =>
        new($"Invalid comparator for {kind} '{clause.Key}': {clause.Symbol}. Valid ones are {allowed}.");
}
