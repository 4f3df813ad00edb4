using Panta.Data.Frames;
using Panta.Data.Tables;

namespace Panta.Data.Plans;

/// <summary>The rows of a table in memory.</summary>
/// <param name="Table">The table.</param>
public sealed record TableSource(Table Table) : Source(Table.Schema)
{
    /// <inheritdoc/>
    public override string Title => $"table of {Table.RowCount} rows {Schema}";

    internal override string Sql(PlanSql query) => query.Scan(new(Title, Table));
}
