using System.Globalization;
using Panta.Data.Expressions;
using Panta.Data.Plans;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Frames;

/// <summary>A plan as one query of DuckDB's, with the tables and batches that it scans. Those are known to DuckDB until it is disposed.</summary>
sealed class PlanSql : IDisposable
{
    readonly DuckDb _db;
    readonly CancellationToken _cancel;
    readonly List<long> _scans = [];
    readonly List<ScannedTable> _tables = [];
    readonly List<Source> _sources = [];
    readonly List<IDisposable> _owned = [];

    public PlanSql(DuckDb db, Plan plan, CancellationToken cancel)
    {
        _db = db;
        _cancel = cancel;
        try
        {
            Text = Of(plan);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the query.</summary>
    public string Text { get; }

    /// <summary>A table in memory as a SELECT.</summary>
    public string Scan(ScannedTable table)
    {
        var id = _db.Keep(table);
        _scans.Add(id);
        _tables.Add(table);
        return string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {TableScan.FunctionName}({id})");
    }

    /// <summary>Batches as a SELECT.</summary>
    public string ScanBatches(BatchSource source) => Scan(new ScannedTable(source.Title, new DataFrame(source), _cancel));

    /// <summary>Keeps what the query needs until it is disposed.</summary>
    public T Own<T>(T needed)
        where T : IDisposable
    {
        _owned.Add(needed);
        return needed;
    }

    /// <summary>The failure as the user of one of the sources understands it.</summary>
    public Exception Explained(DuckDbException error) =>
        _sources.Select(source => source.Explained(error)).Concat(_tables.Select(table => table.Failure)).FirstOrDefault(explained => explained is not null) ?? error;

    /// <summary>A plan as a SELECT.</summary>
    public string Of(Plan plan) => plan switch
    {
        Source source => Of(source),
        Projection select => $"SELECT {Columns(select.Columns, select.Schema, [("t", select.Input)])}\nFROM ({Of(select.Input)}) AS t",
        Filter { Input: { } input } where => $"SELECT * FROM ({Wanted(input, where.Condition)}) AS t\nWHERE {Sql([("t", input)]).Of(where.Condition)}",
        Aggregation group => Of(group),
        Join join => Of(join),
        SetOperation set => $"({Of(set.Left)})\n{set.Kind.ToString().ToUpperInvariant()}{(set.All ? " ALL" : "")}\n({Of(set.Right)})",
        Limit { Input: Sort sort } limit => $"{Of(sort)}{Bounds(limit)}",
        Limit limit => $"SELECT * FROM ({Of(limit.Input)}) AS t{Bounds(limit)}",
        Sort { Input: { } input } sort => $"SELECT * FROM ({Of(input)}) AS t\nORDER BY {Sql([("t", input)]).Orders(sort.Orders)}",
        Distinct distinct => $"SELECT DISTINCT {On(distinct)}* FROM ({Of(distinct.Input)}) AS t",
        SqlQuery query => $"{With(query)}SELECT * FROM ({query.Text}\n) AS t",
        _ => throw new NotSupportedException($"{plan.GetType().Name} cannot be run on this machine."),
    };

    public void Dispose()
    {
        foreach (var id in _scans) _db.Forget(id);
        foreach (var owned in _owned) owned.Dispose();
    }

    static ExpressionSql Sql(params (string Alias, Plan Plan)[] inputs) => new Scope([.. inputs]).Renderer();

    static string Columns(IEnumerable<Expression> columns, Schema schema, params (string Alias, Plan Plan)[] inputs)
    {
        var sql = Sql(inputs);
        return string.Join(", ", columns.Zip(schema.Names, (column, name) => $"{sql.Of(column)} AS {DuckDb.Quote(name)}"));
    }

    static string Bounds(Limit limit) =>
        (limit.Count is { } count ? string.Create(CultureInfo.InvariantCulture, $"\nLIMIT {count}") : "")
        + (limit.Offset > 0 ? string.Create(CultureInfo.InvariantCulture, $"\nOFFSET {limit.Offset}") : "");

    static string On(Distinct distinct) => distinct.Columns.IsEmpty ? "" : $"ON ({string.Join(", ", distinct.Columns.Select(DuckDb.Quote))}) ";

    // Filters above one another are one condition to their source.
    string Wanted(Plan plan, Expression condition)
    {
        if (plan is Filter { Input: { } input } inner)
            return $"SELECT * FROM ({Wanted(input, inner.Condition & condition)}) AS t\nWHERE {Sql([("t", input)]).Of(inner.Condition)}";
        if (plan is not Source source) return Of(plan);

        _sources.Add(source);
        return source.Sql(this, condition);
    }

    string Of(Source source)
    {
        _sources.Add(source);
        return source.Sql(this);
    }

    string Of(Aggregation group)
    {
        var (sql, codes) = (Sql(("t", group.Input)), CodedKeys.Of(group));
        var columns = group.Keys.Select(key => codes?.Value(key) ?? sql.Of(key)).Concat(group.Aggregates.Select(sql.Of));
        var keys = group.Keys.Select((key, i) => codes?.Code(key) ?? string.Create(CultureInfo.InvariantCulture, $"{i + 1}"));
        return $"SELECT {string.Join(", ", columns.Zip(group.Schema.Names, (column, name) => $"{column} AS {DuckDb.Quote(name)}"))}\n"
            + $"FROM ({(codes is null ? Of(group.Input) : Of(group.Input, codes))}) AS t{(group.Keys.IsEmpty ? "" : $"\nGROUP BY {string.Join(", ", keys)}")}";
    }

    // A plan over a table in memory, with the codes of its columns.
    string Of(Plan plan, CodedKeys codes) => plan switch
    {
        Filter { Input: { } input } where => $"SELECT * FROM ({Of(input, codes)}) AS t\nWHERE {Sql(("t", input)).Of(where.Condition)}",
        Projection select => $"SELECT {Columns(select.Columns, select.Schema, ("t", select.Input))}, "
            + $"{string.Join(", ", codes.Columns.Select(column => $"t.{DuckDb.Quote(column.Name)}"))}\nFROM ({Of(select.Input, codes)}) AS t",
        TableSource source => Scan(new(source.Title, source.Table, codes.Columns)),
        _ => throw new ArgumentException($"{plan.Title}: it keeps no codes.", nameof(plan)),
    };

    string Of(Join join)
    {
        var sides = $"({Of(join.Left)}) AS l {Word(join.Kind)} JOIN ({Of(join.Right)}) AS r{Match(join)}";
        var columns = join.Schema.Names.Select(name => $"{Side(join, name)} AS {DuckDb.Quote(name)}");
        return $"SELECT {string.Join(", ", columns)}\nFROM {sides}";
    }

    static string Match(Join join) => join switch
    {
        { Kind: JoinKind.Cross } => "",
        { Condition: { } condition } => $" ON {Sql(("l", join.Left), ("r", join.Right)).Of(condition)}",
        _ => $" ON {string.Join(" AND ", join.Using.Select(DuckDb.Quote).Select(name => $"l.{name} = r.{name}"))}",
    };

    static string Side(Join join, string name)
    {
        var column = DuckDb.Quote(name);
        if (join.Using.Contains(name))
            return join.Kind switch { JoinKind.RightOuter => $"r.{column}", JoinKind.FullOuter => $"coalesce(l.{column}, r.{column})", _ => $"l.{column}" };
        return join.Left.Schema.Contains(name) ? $"l.{column}" : $"r.{column}";
    }

    static string Word(JoinKind kind) => kind switch
    {
        JoinKind.LeftOuter => "LEFT",
        JoinKind.RightOuter => "RIGHT",
        JoinKind.FullOuter => "FULL",
        JoinKind.LeftSemi => "SEMI",
        JoinKind.LeftAnti => "ANTI",
        JoinKind.Cross => "CROSS",
        _ => "INNER",
    };

    string With(SqlQuery query) =>
        query.Frames.IsEmpty ? "" : $"WITH {string.Join(", ", query.Frames.Select(frame => $"{DuckDb.Quote(frame.Key)} AS ({Of(frame.Value)})"))}\n";
}
