using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;

namespace Panta.Data.Plans;

/// <summary>Where rows come from.</summary>
/// <param name="Schema">The fields of the rows.</param>
public abstract record Source(Schema Schema) : Plan(Schema)
{
    /// <inheritdoc/>
    public override ImmutableArray<Plan> Inputs => [];

    /// <summary>The rows in DuckDB's SQL: a SELECT statement whose columns are named as the schema says.</summary>
    internal abstract string Sql(PlanSql query);

    /// <summary>The same, where only rows are wanted for which a condition is true: rows that cannot be such may be left out, and need not be.</summary>
    internal virtual string Sql(PlanSql query, Expression wanted) => Sql(query);

    /// <summary>What a failure of DuckDB's in a query over this source means to its user; null where it says nothing of the source.</summary>
    internal virtual Exception? Explained(DuckDbException error) => null;
}
