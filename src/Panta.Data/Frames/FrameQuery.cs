using System.Text;
using Panta.Data.Plans;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <summary>Runs plans on this machine's DuckDB.</summary>
static class FrameQuery
{
    /// <summary>The rows batch by batch, in bounded memory.</summary>
    public static IEnumerable<Table> Stream(Plan plan, CancellationToken cancel)
    {
        using var db = SharedDuckDb.Connect();
        using var query = new PlanSql(db, plan, cancel);
        using var batches = db.Stream(query.Text, null, cancel).GetEnumerator();
        while (Guarded(query, batches.MoveNext)) yield return Fitted(batches.Current, plan.Schema);
    }

    /// <summary>All rows.</summary>
    public static Table Read(Plan plan, CancellationToken cancel)
    {
        using var db = SharedDuckDb.Connect();
        using var query = new PlanSql(db, plan, cancel);
        return Fitted(Guarded(query, () => db.Query(query.Text, [], cancel)), plan.Schema);
    }

    /// <summary>The plan's verbs, its SQL and DuckDB's plan of that.</summary>
    public static string Explain(Plan plan)
    {
        using var db = SharedDuckDb.Connect();
        using var query = new PlanSql(db, plan, CancellationToken.None);
        var physical = Guarded(query, () => db.Query($"EXPLAIN {query.Text}"));
        var text = new StringBuilder("== Plan ==\n");
        Outline(text, plan, 0);
        return text.Append("\n== SQL ==\n").Append(query.Text).Append("\n\n== DuckDB ==\n").Append(physical.Columns[^1].Value(0)).ToString();
    }

    static void Outline(StringBuilder text, Plan plan, int depth)
    {
        text.Append(' ', 2 * depth).Append(plan.Title).Append('\n');
        foreach (var input in plan.Inputs) Outline(text, input, depth + 1);
    }

    static T Guarded<T>(PlanSql query, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDbException error) when (query.Explained(error) is { } explained && explained != error)
        {
            throw explained;
        }
    }

    // DuckDB knows nothing of units and nominal values, and has vectors for lists of numbers.
    static Table Fitted(Table rows, Schema schema) => new(schema, [.. rows.Columns.Select((column, i) => column.As(schema[i].Type))], rows.RowCount);
}
