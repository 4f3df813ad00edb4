using System.Globalization;

namespace Panta.Data.Expressions;

/// <summary>Expressions as Spark writes them: the names of columns that were given none, and what messages and plans show.</summary>
static class ExpressionText
{
    static readonly string[] Infix = ["+", "-", "*", "/", "%", "==", "<=>", "<", ">", "<=", ">=", "and", "or"];

    public static string Of(Expression expression) => expression switch
    {
        ColumnReference column => column.Name,
        Literal literal => Of(literal.Value),
        Alias alias => $"{Of(alias.Value)} AS {alias.Name}",
        Cast cast => $"{(cast.Try ? "TRY_CAST" : "CAST")}({Of(cast.Value)} AS {cast.Type.ToString().ToUpperInvariant()})",
        ExtractValue { Key: Literal { Value: string field } } part => $"{Of(part.Value)}.{field}",
        ExtractValue part => $"{Of(part.Value)}[{Of(part.Key)}]",
        SortOrder order => $"{Of(order.Value)} {(order.Descending ? "DESC" : "ASC")} NULLS {(order.NullsFirst ? "FIRST" : "LAST")}",
        OverWindow over => $"{Of(over.Function)} OVER ({Of(over.Window)})",
        Call call => Of(call),
        _ => throw new NotSupportedException($"{expression.GetType().Name} has no text."),
    };

    static string Of(Call call) => call switch
    {
        { Function: "negative" } => $"(- {Of(call.Arguments[0])})",
        { Function: "not" } => $"(NOT {Of(call.Arguments[0])})",
        { Function: "isnull" } => $"({Of(call.Arguments[0])} IS NULL)",
        { Function: "isnotnull" } => $"({Of(call.Arguments[0])} IS NOT NULL)",
        { Function: "in" } => $"({Of(call.Arguments[0])} IN ({List(call.Arguments.Skip(1))}))",
        { Function: "when" } => Cases(call),
        { Function: "==", Arguments: [var left, var right] } => $"({Of(left)} = {Of(right)})",
        { Arguments: [var left, var right] } when Infix.Contains(call.Function) => $"({Of(left)} {call.Function.ToUpperInvariant()} {Of(right)})",
        _ => $"{call.Function}({(call.Distinct ? "DISTINCT " : "")}{List(call.Arguments)})",
    };

    static string Cases(Call call)
    {
        var text = "CASE";
        for (var i = 0; i + 1 < call.Arguments.Length; i += 2) text += $" WHEN {Of(call.Arguments[i])} THEN {Of(call.Arguments[i + 1])}";
        return call.Arguments.Length % 2 == 1 ? $"{text} ELSE {Of(call.Arguments[^1])} END" : text + " END";
    }

    static string Of(Window window) => string.Join(' ', new[]
    {
        window.Partition.IsEmpty ? null : $"PARTITION BY {List(window.Partition)}",
        window.Order.IsEmpty ? null : $"ORDER BY {List(window.Order)}",
        window.Frame is { } frame ? $"{(frame.ByRows ? "ROWS" : "RANGE")} BETWEEN {Bound(frame.First)} AND {Bound(frame.Last)}" : null,
    }.Where(part => part is not null));

    static string Bound(long bound) => bound switch
    {
        0 => "CURRENT ROW",
        WindowFrame.Unbounded => "UNBOUNDED FOLLOWING",
        <= -WindowFrame.Unbounded => "UNBOUNDED PRECEDING",
        > 0 => $"{bound} FOLLOWING",
        _ => $"{-bound} PRECEDING",
    };

    static string List(IEnumerable<Expression> expressions) => string.Join(", ", expressions.Select(Of));

    static string Of(object? value) => value switch
    {
        null => "NULL",
        bool truth => truth ? "true" : "false",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
