using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Plans;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Delta;

/// <summary>
/// Formulas over the rows of a table in SQL: over a query of the columns as the log names them, called <c>t</c>, and over the rows of a source, called <c>s</c>, where
/// there is one. Columns are found by our names or the log's, then regardless of case, as Spark finds them; <c>target.x</c> and <c>source.x</c> say whose.
/// </summary>
sealed class TableFormulas
{
    readonly ImmutableArray<Leaf> _leaves;
    readonly BatchSource _target;
    readonly Plan? _source;
    readonly Scope _scope;
    readonly bool? _onlyTarget;

    /// <summary>Formulas over rows.</summary>
    /// <param name="fields">The table's columns.</param>
    /// <param name="source">The source, or null.</param>
    /// <param name="onlyTarget">Whether a plain name is the table's, or the source's; null where it may be either's.</param>
    public TableFormulas(Schema fields, DataFrame? source = null, bool? onlyTarget = null)
    {
        _onlyTarget = onlyTarget;
        _leaves = Leaf.Of(fields);
        _target = new(fields, _ => []);
        _source = source?.Plan;
        _scope = _source is null ? new([("t", _target)]) : new([("t", _target), ("s", _source)]);
    }

    /// <summary>A condition in SQL.</summary>
    /// <exception cref="ArgumentException">It is no truth value, or makes no sense for the columns.</exception>
    public string Condition(Expression condition)
    {
        var placed = _scope.Resolved(Placed(condition));
        _scope.RequireCondition(placed);
        return _scope.Renderer().Of(placed);
    }

    /// <summary>A value in SQL, as the type of a column that it is given to.</summary>
    public string Value(Expression value, DataType type)
    {
        var placed = _scope.Resolved(Placed(value));
        if (placed is Literal { Value: null }) return $"CAST(NULL AS {NativeText.OfType(type)})";

        return _scope.Renderer().Of(_scope.Fields([placed.As("value")])[0].Type == type ? placed : placed.Cast(type));
    }

    /// <summary>The columns of the target that a formula looks at, outermost, by the log's names.</summary>
    public IEnumerable<string> ColumnsOf(Expression formula) =>
        Placed(formula).Columns().Where(column => column.Frame == _target.Id).Select(column => column.Name);

    /// <summary>Refuses a formula that looks at the other side, where there is no row of it.</summary>
    public void RequireOneSide(Expression formula)
    {
        var (side, here, there) = _onlyTarget == true ? (_target.Id, "table", "source") : (_source?.Id, "source", "table");
        if (Placed(formula).Columns().FirstOrDefault(column => column.Frame != side) is { } other)
            throw new ArgumentException($"'{formula}' looks at '{other.Name}' of the {there}, which has no row there. Use columns of the {here} only.");
    }

    /// <summary>Columns of the target that must equal columns of the source where a condition holds, by our names.</summary>
    public IEnumerable<(string Target, string Source)> Equalities(Expression condition) => Placed(condition) is var placed ? Equal(placed) : [];

    IEnumerable<(string Target, string Source)> Equal(Expression condition) => condition switch
    {
        Call { Function: "and", Arguments: [var left, var right] } => Equal(left).Concat(Equal(right)),
        Call { Function: "==", Arguments: [ColumnReference left, ColumnReference right] } when left.Frame == _target.Id && right.Frame == _source?.Id =>
            [(Ours(left.Name), right.Name)],
        Call { Function: "==", Arguments: [ColumnReference left, ColumnReference right] } when right.Frame == _target.Id && left.Frame == _source?.Id =>
            [(Ours(right.Name), left.Name)],
        _ => [],
    };

    string Ours(string column) => SchemaJson.NameOf(_target.Schema[column]);

    Expression Placed(Expression formula) => formula switch
    {
        ExtractValue { Value: ColumnReference { Frame: null } side, Key: Literal { Value: string name } }
            when _source is not null && Side(side.Name) is { } found => found(name),
        ExtractValue { Value: ColumnReference { Frame: null } outer, Key: Literal { Value: string name } }
            when Target(outer.Name) is null && Target($"{outer.Name}.{name}") is { } dotted => dotted,
        ColumnReference { Frame: null } column => Column(column),
        _ => formula.MapChildren(Placed),
    };

    Expression Column(ColumnReference column)
    {
        var dot = column.Name.IndexOf('.', StringComparison.Ordinal);
        if (_source is not null && dot > 0 && Side(column.Name[..dot]) is { } side) return side(column.Name[(dot + 1)..]);

        var target = _onlyTarget == false ? null : Target(column.Name);
        var source = _onlyTarget == true ? null : Source(column.Name);
        if (target is not null && source is not null)
            throw new ArgumentException(
                $"Column '{column.Name}' is in the table and in the source. Say which is meant: target.{column.Name} or source.{column.Name}.");
        return target ?? (Expression?)source ?? throw Missing(column.Name);
    }

    Func<string, Expression>? Side(string name) => name switch
    {
        "target" when !_target.Schema.Contains(name) => column => Target(column) ?? throw Missing(column),
        "source" when _source?.Schema.Contains(name) == false => column => Source(column) ?? throw Missing(column),
        _ => null,
    };

    // Through structs, whose fields may be columns of ours.
    Expression? Target(string name)
    {
        if (Find(_leaves, name, leaf => leaf.Field.Name) is { } leaf)
            return leaf.Steps[1..].Aggregate((Expression)new ColumnReference(leaf.Steps[0].Name) { Frame = _target.Id }, (outer, step) => outer.GetField(step.Name));
        return Find(_target.Schema.Fields, name, field => field.Name) is { } whole ? new ColumnReference(whole.Name) { Frame = _target.Id } : null;
    }

    ColumnReference? Source(string name) =>
        _source is not null && Find(_source.Schema.Fields, name, field => field.Name) is { } field ? new ColumnReference(field.Name) { Frame = _source.Id } : null;

    static T? Find<T>(ImmutableArray<T> among, string name, Func<T, string> nameOf)
        where T : class =>
        among.FirstOrDefault(each => nameOf(each) == name) ?? among.FirstOrDefault(each => string.Equals(nameOf(each), name, StringComparison.OrdinalIgnoreCase));

    ColumnNotFoundException Missing(string name) => new(name, [.. _leaves.Select(leaf => leaf.Field.Name).Concat(_source?.Schema.Names ?? [])]);
}
