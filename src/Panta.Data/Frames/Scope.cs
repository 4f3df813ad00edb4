using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Plans;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Frames;

/// <summary>What the columns of an expression may refer to: the plans whose rows it sees, each under an alias. Finds names and types; no row is read.</summary>
sealed class Scope(params ImmutableArray<(string Alias, Plan Plan)> inputs)
{
    /// <summary>The expression with each column known to be there; <c>a.b</c> is the column of that name where there is no struct <c>a</c>.</summary>
    /// <exception cref="ColumnNotFoundException">A column is in none of the inputs.</exception>
    /// <exception cref="ArgumentException">A column is in two of them.</exception>
    public T Resolved<T>(T expression)
        where T : Expression => (T)Resolve(expression);

    /// <summary>The fields of expressions: those of plain columns as they are, others by their types.</summary>
    /// <param name="columns">Resolved expressions.</param>
    /// <param name="keys">How many of them, the first ones, are keys of groups; null where there are no groups.</param>
    /// <exception cref="ArgumentException">An expression makes no sense for the columns' types, or two have one name.</exception>
    public Schema Fields(ImmutableArray<Expression> columns, int? keys = null)
    {
        var fields = columns.Select(Plain).ToArray();
        if (fields.Any(field => field is null) || keys is not null)
        {
            var types = Types(columns, keys);
            for (var i = 0; i < fields.Length; i++) fields[i] ??= new(NameOf(columns[i]), types[i].Type);
        }

        RequireDistinct([.. fields.Select(field => field!.Name)]);
        return new([.. fields!]);
    }

    /// <summary>Refuses what is no truth value.</summary>
    public void RequireCondition(Expression condition)
    {
        var type = TypeOf(condition);
        if (type != DataType.Bool && condition is not Literal { Value: null })
            throw new ArgumentException($"A condition is true or false; '{condition}' is of type {type}.", nameof(condition));
    }

    public ExpressionSql Renderer() => new(Column, TypeOf);

    /// <summary>Refuses names that differ in case only: SQL takes them for one.</summary>
    public static void RequireDistinct(IReadOnlyList<string> names)
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            if (!seen.TryAdd(name, name))
                throw new ArgumentException(
                    $"Two columns would be called '{name}'{(seen[name] == name ? "" : $" and '{seen[name]}'")}. Give one another name: Rename(…), or .As(…).");
    }

    static string NameOf(Expression column) => column is Alias alias ? alias.Name : column.ToString();

    Field? Plain(Expression column) => column switch
    {
        ColumnReference reference => FieldOf(reference),
        Alias { Value: ColumnReference reference, Name: var name } => FieldOf(reference) with { Name = name },
        _ => null,
    };

    Field FieldOf(ColumnReference column) => InputOf(column).Plan.Schema[column.Name];

    string Column(ColumnReference column) => $"{InputOf(column).Alias}.{DuckDb.Quote(column.Name)}";

    (string Alias, Plan Plan) InputOf(ColumnReference column)
    {
        var found = inputs.Where(input => input.Plan.Schema.Contains(column.Name) && (column.Frame is not { } id || input.Plan.Contains(id))).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new ColumnNotFoundException(column.Name, [.. inputs.SelectMany(input => input.Plan.Schema.Names)]),
            _ => throw new ArgumentException(
                $"Column '{column.Name}' is on both sides of the join. Say which is meant: left[\"{column.Name}\"] or right[\"{column.Name}\"]."),
        };
    }

    DataType TypeOf(Expression expression) => Plain(expression)?.Type ?? Types([expression], null)[0].Type;

    Schema Types(ImmutableArray<Expression> columns, int? keys)
    {
        var sql = Renderer();
        var list = string.Join(", ", columns.Select((column, i) => $"{sql.Of(column)} AS c{i}"));
        var groups = keys is > 0 ? $" GROUP BY {string.Join(", ", Enumerable.Range(1, keys.Value))}" : "";
        var from = string.Join(" CROSS JOIN ", inputs.Select(input => $"({Nothing(input.Plan.Schema)}) AS {input.Alias}"));
        return SqlTypes($"SELECT {list} FROM {from}{groups}", string.Join(", ", columns));
    }

    /// <summary>A SELECT of no rows with those columns.</summary>
    public static string Nothing(Schema schema) =>
        $"SELECT {string.Join(", ", schema.Fields.Select(field => $"CAST(NULL AS {NativeText.OfType(field.Type)}) AS {DuckDb.Quote(field.Name)}"))} LIMIT 0";

    /// <summary>The columns of a query; a mistake in it is the caller's.</summary>
    public static Schema SqlTypes(string sql, string shown)
    {
        using var db = SharedDuckDb.Connect();
        try
        {
            return db.SchemaOf(sql);
        }
        catch (DuckDbException error)
        {
            throw new ArgumentException($"{shown}: {error.Message.Split('\n')[0]}", error);
        }
    }

    Expression Resolve(Expression expression) => expression switch
    {
        ColumnReference column => Known(column),
        ExtractValue part when Dotted(part) is { } name && inputs.Any(input => input.Plan.Schema.Contains(name)) => new ColumnReference(name),
        _ => expression.MapChildren(Resolve),
    };

    ColumnReference Known(ColumnReference column)
    {
        _ = InputOf(column);
        return column;
    }

    static string? Dotted(ExtractValue part) => part is { Key: Literal { Value: string field } }
        ? part.Value switch
        {
            ColumnReference column => $"{column.Name}.{field}",
            ExtractValue outer when Dotted(outer) is { } name => $"{name}.{field}",
            _ => null,
        }
        : null;
}
