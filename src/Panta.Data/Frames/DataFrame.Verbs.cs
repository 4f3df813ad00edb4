using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Plans;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <content>Spark's verbs.</content>
public sealed partial class DataFrame
{
    Scope Rows => new(("t", Plan));

    /// <summary>Some columns, in that order.</summary>
    /// <param name="columns">Names of columns.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    public DataFrame Select(params ReadOnlySpan<string> columns) => Select([.. columns.ToArray().Select(Functions.Col)]);

    /// <summary>Columns computed from each row. One without a name is called as Spark writes its formula.</summary>
    /// <param name="columns">Expressions.</param>
    /// <exception cref="ColumnNotFoundException">One refers to a column that is not there.</exception>
    /// <exception cref="ArgumentException">One makes no sense for the columns' types, or two have one name.</exception>
    public DataFrame Select(params ReadOnlySpan<Expression> columns)
    {
        if (columns.IsEmpty) throw new ArgumentException("There is no column to select.", nameof(columns));

        ImmutableArray<Expression> resolved = [.. columns.ToArray().Select(Rows.Resolved)];
        var schema = Rows.Fields(resolved);
        return resolved.All(column => column is ColumnReference) ? Chosen(schema) : new(new Projection(Plan, resolved, schema));
    }

    /// <summary>The rows for which a condition is true; not those for which it is null.</summary>
    /// <param name="condition">A truth value.</param>
    /// <exception cref="ColumnNotFoundException">It refers to a column that is not there.</exception>
    /// <exception cref="ArgumentException">It is no truth value.</exception>
    public DataFrame Where(Expression condition)
    {
        var resolved = Rows.Resolved(condition);
        Rows.RequireCondition(resolved);
        return new(new Filter(Plan, resolved));
    }

    /// <summary>The rows with a further column, or with the column of that name replaced.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="value">Its value in each row.</param>
    /// <exception cref="ColumnNotFoundException">The value refers to a column that is not there.</exception>
    /// <exception cref="ArgumentException">It makes no sense for the columns' types.</exception>
    public DataFrame WithColumn(string name, Expression value) =>
        Schema.Contains(name)
            ? Select([.. Schema.Names.Select(each => each == name ? value.As(name) : Functions.Col(each))])
            : Select([.. Schema.Names.Select(Functions.Col), value.As(name)]);

    /// <summary>The rows without some columns; names that are not there are ignored, as Spark does.</summary>
    /// <param name="columns">Names of columns.</param>
    /// <exception cref="ArgumentException">No column would be left.</exception>
    public DataFrame Drop(params ReadOnlySpan<string> columns) => Select([.. Schema.Without(columns).Names]);

    /// <summary>The rows with a column called otherwise.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="name">Its new name.</param>
    /// <exception cref="ColumnNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">There is a column of the new name.</exception>
    public DataFrame Rename(string column, string name)
    {
        _ = Schema[column];
        return Select([.. Schema.Names.Select(each => each == column ? Functions.Col(each).As(name) : Functions.Col(each))]);
    }

    /// <summary>Groups of rows with equal values of some columns; null is a value of its own.</summary>
    /// <param name="columns">Names of columns.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    public GroupedFrame GroupBy(params ReadOnlySpan<string> columns) => GroupBy([.. columns.ToArray().Select(Functions.Col)]);

    /// <summary>Groups of rows with equal values.</summary>
    /// <param name="keys">Expressions.</param>
    /// <exception cref="ColumnNotFoundException">One refers to a column that is not there.</exception>
    public GroupedFrame GroupBy(params ReadOnlySpan<Expression> keys) => new(this, [.. keys.ToArray().Select(Rows.Resolved)]);

    /// <summary>One row of aggregates over all rows.</summary>
    /// <param name="aggregates">Expressions of aggregates.</param>
    /// <exception cref="ArgumentException">One is no aggregate, or makes no sense for the columns' types.</exception>
    public DataFrame Agg(params ReadOnlySpan<Expression> aggregates) => new GroupedFrame(this, []).Agg(aggregates);

    /// <summary>The rows of both frames that agree in some columns, put together; those columns come once, first. Null agrees with nothing.</summary>
    /// <param name="other">The right side.</param>
    /// <param name="columns">Columns of both sides.</param>
    /// <param name="kind">Which rows are kept. Default inner.</param>
    /// <exception cref="ColumnNotFoundException">A column is not on both sides.</exception>
    /// <exception cref="ArgumentException">Both sides have another column of one name.</exception>
    public DataFrame Join(DataFrame other, IReadOnlyList<string> columns, JoinKind kind = JoinKind.Inner)
    {
        if (columns.Count == 0) throw new ArgumentException("A join needs at least one column that both sides have; CrossJoin gives all pairs.", nameof(columns));
        foreach (var column in columns) _ = (Schema[column], other.Schema[column]);

        return new(new Join(Plan, other.Plan, kind, null, [.. columns], Joined(other, kind, columns)));
    }

    /// <summary>The rows of both frames that agree in a column; see <see cref="Join(DataFrame, IReadOnlyList{string}, JoinKind)"/>.</summary>
    /// <param name="other">The right side.</param>
    /// <param name="column">A column of both sides.</param>
    /// <param name="kind">Which rows are kept. Default inner.</param>
    public DataFrame Join(DataFrame other, string column, JoinKind kind = JoinKind.Inner) => Join(other, [column], kind);

    /// <summary>The rows of both frames for which a condition is true, put together.</summary>
    /// <param name="other">The right side.</param>
    /// <param name="condition">A truth value; <c>left["x"]</c> and <c>right["x"]</c> tell columns of one name apart.</param>
    /// <param name="kind">Which rows are kept. Default inner.</param>
    /// <exception cref="ArgumentException">Both sides have a column of one name, and the join keeps both; or the condition is none.</exception>
    public DataFrame Join(DataFrame other, Expression condition, JoinKind kind = JoinKind.Inner)
    {
        var pairs = new Scope(("l", Plan), ("r", other.Plan));
        var resolved = pairs.Resolved(condition);
        pairs.RequireCondition(resolved);
        return new(new Join(Plan, other.Plan, kind, resolved, [], Joined(other, kind, [])));
    }

    /// <summary>All pairs of rows of both frames.</summary>
    /// <param name="other">The right side.</param>
    /// <exception cref="ArgumentException">Both sides have a column of one name.</exception>
    public DataFrame CrossJoin(DataFrame other) => new(new Join(Plan, other.Plan, JoinKind.Cross, null, [], Joined(other, JoinKind.Cross, [])));

    /// <summary>The rows of both frames, those of this one first; columns by position, names of this one. Repeated rows stay.</summary>
    /// <param name="other">A frame of as many columns.</param>
    /// <exception cref="ArgumentException">The columns do not go together.</exception>
    public DataFrame Union(DataFrame other) => Set(other, SetKind.Union, true);

    /// <summary>The rows of both frames, columns by name.</summary>
    /// <param name="other">The other frame.</param>
    /// <param name="allowMissing">Whether a column that one side lacks is null there. Default false: it is an error.</param>
    /// <exception cref="ColumnNotFoundException">A column is on one side only.</exception>
    public DataFrame UnionByName(DataFrame other, bool allowMissing = false)
    {
        if (!allowMissing)
        {
            foreach (var name in other.Schema.Names) _ = Schema[name];
            return Union(other.Select([.. Schema.Names]));
        }

        string[] names = [.. Schema.Names, .. other.Schema.Names.Where(name => !Schema.Contains(name))];
        return With(names, other.Schema).Union(other.With(names, Schema));
    }

    /// <summary>The distinct rows that both frames have.</summary>
    /// <param name="other">A frame of as many columns.</param>
    public DataFrame Intersect(DataFrame other) => Set(other, SetKind.Intersect, false);

    /// <summary>The distinct rows of this frame that the other does not have.</summary>
    /// <param name="other">A frame of as many columns.</param>
    public DataFrame Except(DataFrame other) => Set(other, SetKind.Except, false);

    /// <summary>The rows of this frame without those of the other, each as often as it is there.</summary>
    /// <param name="other">A frame of as many columns.</param>
    public DataFrame ExceptAll(DataFrame other) => Set(other, SetKind.Except, true);

    /// <summary>The rows, each once.</summary>
    public DataFrame Distinct() => new(new Distinct(Plan, []));

    /// <summary>The rows without those that agree with another in some columns; which one stays is not said.</summary>
    /// <param name="columns">Names of columns; none for all.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    public DataFrame DropDuplicates(params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns) _ = Schema[column];
        return new(new Distinct(Plan, [.. columns]));
    }

    /// <summary>The rows in ascending order of some columns, nulls first.</summary>
    /// <param name="columns">Names of columns.</param>
    /// <exception cref="ColumnNotFoundException">One is not there.</exception>
    public DataFrame OrderBy(params ReadOnlySpan<string> columns) => OrderBy([.. columns.ToArray().Select(Functions.Col)]);

    /// <summary>The rows in an order.</summary>
    /// <param name="keys">Expressions (ascending, nulls first), or orders of them.</param>
    /// <exception cref="ColumnNotFoundException">One refers to a column that is not there.</exception>
    public DataFrame OrderBy(params ReadOnlySpan<Expression> keys)
    {
        if (keys.IsEmpty) throw new ArgumentException("There is nothing to order by.", nameof(keys));

        ImmutableArray<SortOrder> orders = [.. keys.ToArray().Select(key => Rows.Resolved(key as SortOrder ?? key.Asc()))];
        _ = Rows.Fields([.. orders.Select((order, i) => order.Value.As($"c{i}"))]);
        return new(new Sort(Plan, orders));
    }

    /// <summary>The first rows.</summary>
    /// <param name="count">At most so many; 0 or more.</param>
    public DataFrame Limit(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new(new Limit(Plan, count, 0));
    }

    /// <summary>The rows without the first ones.</summary>
    /// <param name="count">So many are left out; 0 or more.</param>
    public DataFrame Offset(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new(new Limit(Plan, null, count));
    }

    /// <summary>This frame with each batch sent through a C# function, at each pass anew. On a table it runs at once.</summary>
    /// <param name="schema">The schema of what the function returns.</param>
    /// <param name="function">From a batch to a batch; may change the number of rows.</param>
    public DataFrame MapBatches(Schema schema, Func<Table, Table> function) =>
        AsTable() is { } table ? function(table) : new DataFrame(schema, cancel => Batches(cancel).Select(function));

    // Columns of what is in memory are chosen there, without a query.
    DataFrame Chosen(Schema schema)
    {
        string[] names = [.. schema.Names];
        return Plan switch
        {
            TableSource source => source.Table.Select(names),
            BatchSource source when source.Only(schema) is { } fewer => new(fewer),
            BatchSource => MapBatches(schema, batch => batch.Select(names)),
            _ => new(new Projection(Plan, [.. names.Select(Functions.Col)], schema)),
        };
    }

    /// <summary>This frame with each struct as a column for each of its fields, at every depth; see <see cref="Table.Flatten"/>.</summary>
    /// <exception cref="ArgumentException">Two columns would have one name.</exception>
    public DataFrame Flatten() =>
        Schema.Fields.Any(field => field.Type.Kind == TypeKind.Struct) ? MapBatches(Table.Empty(Schema).Flatten().Schema, batch => batch.Flatten()) : this;

    DataFrame With(string[] names, Schema others) =>
        Select([.. names.Select(name => Schema.Contains(name) ? Functions.Col(name) : new Literal(null, others[name].Type).As(name))]);

    DataFrame Set(DataFrame other, SetKind kind, bool all)
    {
        if (Schema.Count != other.Schema.Count)
            throw new ArgumentException($"One side has {Schema.Count} columns, the other {other.Schema.Count}: {Schema}; and {other.Schema}.", nameof(other));

        var types = Scope.SqlTypes($"({Scope.Nothing(Schema)}) UNION ALL ({Scope.Nothing(other.Schema)})", kind.ToString());
        var fields = Schema.Fields.Select((field, i) => field.Type == types[i].Type || field.Type == other.Schema[i].Type
            ? field with { Nullable = field.Nullable || other.Schema[i].Nullable }
            : new(field.Name, types[i].Type));
        return new(new SetOperation(Plan, other.Plan, kind, all, new([.. fields])));
    }

    Schema Joined(DataFrame other, JoinKind kind, IReadOnlyList<string> columns)
    {
        if (kind is JoinKind.LeftSemi or JoinKind.LeftAnti) return Schema;

        var (leftMissing, rightMissing) = (kind is JoinKind.RightOuter or JoinKind.FullOuter, kind is JoinKind.LeftOuter or JoinKind.FullOuter);
        var fields = columns.Select(name => kind == JoinKind.RightOuter ? other.Schema[name] : Schema[name])
            .Concat(Schema.Fields.Where(field => !columns.Contains(field.Name)).Select(field => field with { Nullable = field.Nullable || leftMissing }))
            .Concat(other.Schema.Fields.Where(field => !columns.Contains(field.Name)).Select(field => field with { Nullable = field.Nullable || rightMissing }))
            .ToList();
        Scope.RequireDistinct([.. fields.Select(field => field.Name)]);
        return new([.. fields]);
    }
}
