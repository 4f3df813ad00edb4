using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Expressions;

/// <summary>Reads a formula written in SQL: DuckDB's parser makes its tree, and only what a formula may hold is taken over from it.</summary>
static class ExpressionParser
{
    const int LongestText = 100_000;

    static readonly string[] OtherParts = ["where_clause", "group_expressions", "having", "modifiers", "qualify", "sample"];

    public static Expression Parse(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (sql.Length > LongestText) throw new FormatException($"The formula is {sql.Length} characters long; at most {LongestText} are taken.");

        using var tree = SqlTree.Of($"SELECT (\n{WithDoubleQuotes(sql)}\n)", sql);
        var node = tree.RootElement.GetProperty("statements")[0].GetProperty("node");
        if (tree.RootElement.GetProperty("statements").GetArrayLength() != 1 || !IsOneExpression(node)) throw Refused(sql, "it is not one expression");

        try
        {
            return Read(node.GetProperty("select_list")[0]);
        }
        catch (NotSupportedException error)
        {
            throw Refused(sql, error.Message);
        }
    }

    static FormatException Refused(string sql, string why) => new($"'{sql}' is no formula over columns: {why}.");

    static bool IsOneExpression(JsonElement node) =>
        node.GetProperty("type").GetString() == "SELECT_NODE" && node.GetProperty("select_list").GetArrayLength() == 1
        && node.GetProperty("from_table").GetProperty("type").GetString() == "EMPTY"
        && !OtherParts.Any(part => node.TryGetProperty(part, out var given) && (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() > 0));

    static Expression Read(JsonElement node)
    {
        var type = node.GetProperty("type").GetString()!;
        return node.GetProperty("class").GetString() switch
        {
            "COLUMN_REF" => Column(node),
            "CONSTANT" => Constant(node.GetProperty("value")),
            "COMPARISON" => Comparison(type, Read(node.GetProperty("left")), Read(node.GetProperty("right"))),
            "CONJUNCTION" => Children(node).Aggregate((left, right) => new Call(type == "CONJUNCTION_AND" ? "and" : "or", left, right)),
            "BETWEEN" => Read(node.GetProperty("input")).Between(Read(node.GetProperty("lower")), Read(node.GetProperty("upper"))),
            "CAST" => Cast(node),
            "CASE" => Cases(node),
            "OPERATOR" => Operator(type, Children(node)),
            "FUNCTION" => Function(node),
            var other => throw new NotSupportedException($"it holds a {other!.ToLowerInvariant()}"),
        };
    }

    static Expression Column(JsonElement node)
    {
        var names = node.GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!).ToArray();
        return names[1..].Aggregate((Expression)new ColumnReference(names[0]), (outer, name) => outer.GetField(name));
    }

    static Expression Comparison(string type, Expression left, Expression right) => type switch
    {
        "COMPARE_EQUAL" => left.EqualTo(right),
        "COMPARE_NOTEQUAL" => left.NotEqualTo(right),
        "COMPARE_LESSTHAN" => left < right,
        "COMPARE_GREATERTHAN" => left > right,
        "COMPARE_LESSTHANOREQUALTO" => left <= right,
        "COMPARE_GREATERTHANOREQUALTO" => left >= right,
        "COMPARE_NOT_DISTINCT_FROM" => left.EqualNullSafe(right),
        "COMPARE_DISTINCT_FROM" => !left.EqualNullSafe(right),
        _ => throw new NotSupportedException($"it holds the comparison {type}"),
    };

    static Expression Operator(string type, Expression[] children) => type switch
    {
        "OPERATOR_NOT" => !children[0],
        "OPERATOR_IS_NULL" => children[0].IsNull(),
        "OPERATOR_IS_NOT_NULL" => children[0].IsNotNull(),
        "COMPARE_IN" => children[0].IsIn(children.AsSpan(1)),
        "COMPARE_NOT_IN" => !children[0].IsIn(children.AsSpan(1)),
        "OPERATOR_COALESCE" => new Call("coalesce", children),
        "ARRAY_EXTRACT" or "STRUCT_EXTRACT" => children[0].GetItem(children[1]),
        _ => throw new NotSupportedException($"it holds the operator {type}"),
    };

    static Expression Function(JsonElement node)
    {
        var name = node.GetProperty("function_name").GetString()!.ToLowerInvariant();
        if (node.TryGetProperty("filter", out _)) throw new NotSupportedException("an aggregate with FILTER is not taken; put a CASE into it");

        var arguments = Children(node);
        return (name, arguments) switch
        {
            ("count_star", _) => Functions.Count(),
            ("-", [var value]) => -value,
            ("+", [var value]) => value,
            ("~~", [var text, Literal pattern]) => new Call("like", text, pattern),
            ("!~~", [var text, Literal pattern]) => !new Call("like", text, pattern),
            ("||", _) => new Call("concat", arguments),
            ("struct_extract", [var value, var field]) => value.GetItem(field),
            ("list_value", _) => new Call("array", arguments),
            ("date_part", [Literal { Value: string part }, var time]) => new Call(part, time),
            _ when SqlFunctions.Knows(name) => new Call(name, arguments) { Distinct = node.TryGetProperty("distinct", out var distinct) && distinct.GetBoolean() },
            _ => throw new NotSupportedException($"the function '{name}' is not known. Known are: {string.Join(", ", SqlFunctions.Names)}"),
        };
    }

        static Call Cases(JsonElement node)
    {
        var arguments = new List<Expression>();
        foreach (var check in node.GetProperty("case_checks").EnumerateArray())
            arguments.AddRange([Read(check.GetProperty("when_expr")), Read(check.GetProperty("then_expr"))]);
        if (Read(node.GetProperty("else_expr")) is not Literal { Value: null } and var otherwise) arguments.Add(otherwise);
        return new Call("when", [.. arguments]);
    }

    // The parser writes true and false as casts.
    static Expression Cast(JsonElement node)
    {
        var (value, type) = (Read(node.GetProperty("child")), TypeOf(node.GetProperty("cast_type")));
        if (type == DataType.Bool && value is Literal { Value: "t" or "f" } truth) return Literal.Of(truth.Value is "t");

        return new Cast(value, type) { Try = node.GetProperty("try_cast").GetBoolean() };
    }

    static Expression[] Children(JsonElement node) => node.TryGetProperty("children", out var children) ? [.. children.EnumerateArray().Select(Read)] : [];

    static Literal Constant(JsonElement constant)
    {
        if (constant.GetProperty("is_null").GetBoolean()) return Literal.Of(null);

        var (type, value) = (constant.GetProperty("type"), constant.GetProperty("value"));
        return type.GetProperty("id").GetString() switch
        {
            "BOOLEAN" => Literal.Of(value.GetBoolean()),
            "INTEGER" => Literal.Of(value.GetInt32()),
            "BIGINT" => Literal.Of(value.GetInt64()),
            "DOUBLE" => Literal.Of(value.GetDouble()),
            "VARCHAR" => Literal.Of(value.GetString()),
            "HUGEINT" => Whole(Unscaled(value)),
            "DECIMAL" => Fraction(Unscaled(value), TypeOf(type)),
            var other => throw new NotSupportedException($"it holds a constant of type {other}"),
        };
    }

    static Literal Whole(Int128 value) => new(decimal.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), DataType.Decimal(38, 0));

    static Literal Fraction(Int128 unscaled, DataType type)
    {
        var text = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(type.Scale + 1, '0');
        text = $"{(unscaled < 0 ? "-" : "")}{text[..^type.Scale]}.{text[^type.Scale..]}";
        return decimal.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? new(value, type)
            : throw new NotSupportedException($"the number {text} has too many digits");
    }

    static Int128 Unscaled(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetInt64() : new Int128((ulong)value.GetProperty("upper").GetInt64(), value.GetProperty("lower").GetUInt64());

    static DataType TypeOf(JsonElement type)
    {
        var known = type.TryGetProperty("type_info", out var details);
        return type.GetProperty("id").GetString() switch
        {
            "BOOLEAN" => DataType.Bool,
            "TINYINT" => DataType.Int8,
            "SMALLINT" => DataType.Int16,
            "INTEGER" => DataType.Int32,
            "BIGINT" => DataType.Int64,
            "FLOAT" => DataType.Float32,
            "DOUBLE" => DataType.Float64,
            "VARCHAR" => DataType.String,
            "BLOB" => DataType.Binary,
            "DATE" => DataType.Date,
            "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" => DataType.Timestamp,
            "DECIMAL" when known => DataType.Decimal(details.GetProperty("width").GetInt32(), details.GetProperty("scale").GetInt32()),
            "LIST" when known => DataType.Array(TypeOf(details.GetProperty("child_type"))),
            "UNBOUND" when known => Unbound(details.GetProperty("name").GetString()!),
            var other => throw new NotSupportedException($"it holds the type {other}"),
        };
    }

    static DataType Unbound(string name)
    {
        try
        {
            return DataType.Parse(name.ToLowerInvariant());
        }
        catch (FormatException error)
        {
            throw new NotSupportedException(error.Message, error);
        }
    }

    // Spark quotes names by back-ticks, which are doubled inside; texts and names in double quotes stay as they are.
    static string WithDoubleQuotes(string sql)
    {
        if (!sql.Contains('`', StringComparison.Ordinal)) return sql;

        var text = new StringBuilder(sql.Length);
        var quote = '\0';
        for (var i = 0; i < sql.Length; i++)
        {
            var c = sql[i];
            if (quote == '\0' && (c is '\'' or '"' or '`')) quote = c;
            else if (c == quote && quote == '`' && i + 1 < sql.Length && sql[i + 1] == '`') (c, i) = ('\u0001', i + 1);
            else if (c == quote) quote = '\0';
            else if (quote == '`' && c == '"') text.Append('"');
            text.Append(c == '`' ? '"' : c == '\u0001' ? '`' : c);
        }

        return text.ToString();
    }
}
