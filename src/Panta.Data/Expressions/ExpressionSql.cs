using System.Globalization;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Expressions;

/// <summary>Renders expressions as DuckDB's SQL with Spark's meaning. Names are quoted, values are typed literals: nothing of the user's becomes syntax.</summary>
/// <param name="column">A column in SQL.</param>
/// <param name="typeOf">The type of an expression over the same columns, for the few functions whose SQL depends on it.</param>
sealed class ExpressionSql(Func<ColumnReference, string> column, Func<Expression, DataType> typeOf)
{
    /// <summary>The orders of ORDER BY in SQL.</summary>
    public string Orders(IEnumerable<SortOrder> orders) => string.Join(", ", orders.Select(Of));

    /// <summary>The expression in SQL.</summary>
    public string Of(Expression expression) => expression switch
    {
        ColumnReference reference => column(reference),
        Literal literal => SqlLiteral.Of(literal),
        Alias alias => Of(alias.Value),
        Cast cast => Of(cast),
        ExtractValue part => Of(part),
        SortOrder order => $"{Key(order.Value)} {(order.Descending ? "DESC" : "ASC")} NULLS {(order.NullsFirst ? "FIRST" : "LAST")}",
        OverWindow { Function: Call call } over => Of(call, $" OVER ({Of(over.Window)})"),
        OverWindow over => throw new ArgumentException($"'{over.Function}' is no function: only aggregates and window functions have a window."),
        Call call => Of(call, ""),
        _ => throw new NotSupportedException($"{expression.GetType().Name} has no SQL."),
    };

    string Of(Call call, string over)
    {
        if (!SqlFunctions.Knows(call.Function))
            throw new ArgumentException($"There is no function '{call.Function}'. Known are: {string.Join(", ", SqlFunctions.Names)}.");

        var arguments = call.Arguments.Select(Of).ToArray();
        return call.Function switch
        {
            "in" when arguments.Length < 2 => throw new ArgumentException("'in' needs at least one value to look for."),
            "in" => $"({arguments[0]} IN ({string.Join(", ", arguments[1..])}))",
            "when" => Cases(arguments),
            "named_struct" => Struct(call, arguments),
            "sum" => Sum(call, arguments, over),
            _ => SqlFunctions.Sql(call, arguments, over),
        };
    }

    static string Cases(string[] arguments)
    {
        var sql = "CASE";
        for (var i = 0; i + 1 < arguments.Length; i += 2) sql += $" WHEN {arguments[i]} THEN {arguments[i + 1]}";
        return arguments.Length % 2 == 1 ? $"{sql} ELSE {arguments[^1]} END" : sql + " END";
    }

    static string Struct(Call call, string[] arguments)
    {
        var fields = new List<string>();
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            if (call.Arguments[i] is not Literal { Value: string name }) throw new ArgumentException("The name of a struct's field is a text.");
            fields.Add($"{DuckDb.Quote(name)} := {arguments[i + 1]}");
        }
        return $"struct_pack({string.Join(", ", fields)})";
    }

    // DuckDB sums whole numbers in 128 bits, Spark in 64 with an error beyond them.
    string Sum(Call call, string[] arguments, string over)
    {
        if (arguments.Length != 1) throw new ArgumentException($"sum was given {arguments.Length} arguments; it takes 1.");
        var sum = $"sum({(call.Distinct ? "DISTINCT " : "")}{arguments[0]}){over}";
        return typeOf(call.Arguments[0]).IsInteger ? $"CAST({sum} AS BIGINT)" : sum;
    }

    // DuckDB rounds where Spark cuts off, and has no number for an instant.
    string Of(Cast cast)
    {
        var (value, word) = (Of(cast.Value), cast.Try ? "TRY_CAST" : "CAST");
        var from = cast.Type.IsNumeric || cast.Type.Kind == TypeKind.Timestamp ? typeOf(cast.Value) : null;
        if (from is not null && cast.Type.IsInteger && from.Kind is TypeKind.Float32 or TypeKind.Float64 or TypeKind.Decimal) value = $"trunc({value})";
        if (from?.Kind == TypeKind.Timestamp && cast.Type.IsNumeric) value = cast.Type.IsInteger ? SqlFunctions.Sql(new("unix_seconds"), [value], "") : $"(epoch_us({value}) / 1000000)";
        if (cast.Type.Kind == TypeKind.Timestamp && from is { IsNumeric: true }) value = $"make_timestamptz(CAST({value} * 1000000 AS BIGINT))";
        return $"{word}({value} AS {NativeText.OfType(cast.Type)})";
    }

    string Of(ExtractValue part)
    {
        var value = Of(part.Value);
        return typeOf(part.Value).Kind switch
        {
            TypeKind.Struct when part.Key is Literal { Value: string field } => $"struct_extract({value}, {DuckDb.Literal(field)})",
            TypeKind.Array or TypeKind.Vector => $"{value}[{Of(part.Key)} + 1]",
            TypeKind.Map => $"{value}[{Of(part.Key)}]",
            var kind => throw new ArgumentException(
                $"'{part.Value}' is a {kind.ToString().ToLowerInvariant()}: '{part.Key}' can be taken from a struct, an array or a map only."),
        };
    }

    // DuckDB turns the −0 of a column that it sorts by into 0: it sorts by a sum instead, and leaves the column alone.
    string Key(Expression key) => typeOf(key).Kind is TypeKind.Float32 or TypeKind.Float64 ? $"({Of(key)} + 0)" : Of(key);

    string Of(Window window)
    {
        var parts = new List<string>();
        if (!window.Partition.IsEmpty) parts.Add($"PARTITION BY {string.Join(", ", window.Partition.Select(Of))}");
        if (!window.Order.IsEmpty) parts.Add($"ORDER BY {Orders(window.Order)}");
        if (window.Frame is { } frame) parts.Add($"{(frame.ByRows ? "ROWS" : "RANGE")} BETWEEN {Bound(frame.First)} AND {Bound(frame.Last)}");
        return string.Join(' ', parts);
    }

    static string Bound(long bound) => bound switch
    {
        0 => "CURRENT ROW",
        WindowFrame.Unbounded => "UNBOUNDED FOLLOWING",
        <= -WindowFrame.Unbounded => "UNBOUNDED PRECEDING",
        > 0 => string.Create(CultureInfo.InvariantCulture, $"{bound} FOLLOWING"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{-bound} PRECEDING"),
    };
}
