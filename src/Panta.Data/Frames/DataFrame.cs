using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Plans;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Frames;

/// <summary>
/// Rows to compute on: a table, files, a database, a Delta table, or what Spark's verbs make of them. Lazy: a verb answers a new frame at once and reads no row;
/// reading runs it all as one query, batch by batch in bounded memory. Reading it twice gives the same rows. Immutable.
/// </summary>
/// <remarks>
/// Verbs and functions mean what they mean to Spark (ANSI mode): null in gives null out, overflow and division by zero are errors, NaN equals NaN and is the
/// greatest number, nulls come first in ascending order. Names of columns are case-sensitive. What differs: decimals divided or averaged give float64.
/// </remarks>
public sealed partial class DataFrame
{
    /// <summary>Batches of one schema.</summary>
    /// <param name="schema">The schema of each batch.</param>
    /// <param name="batches">Starts a pass over the batches; called once a pass.</param>
    public DataFrame(Schema schema, Func<CancellationToken, IEnumerable<Table>> batches)
        : this(new BatchSource(schema, batches))
    {
    }

    /// <summary>The rows of a plan.</summary>
    /// <param name="plan">How they come about.</param>
    public DataFrame(Plan plan) => Plan = plan;

    /// <summary>Gets how the rows come about.</summary>
    public Plan Plan { get; }

    /// <summary>Gets the fields of the rows.</summary>
    public Schema Schema => Plan.Schema;

    /// <summary>A column of this frame, where a join has to tell it from one of the same name.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ColumnNotFoundException">There is no such column.</exception>
    public Expression this[string name] => new ColumnReference(Schema[name].Name) { Frame = Plan.Id };

    /// <summary>A table as a frame.</summary>
    /// <param name="table">The table.</param>
    public static implicit operator DataFrame(Table table) => new(new TableSource(table));

    /// <summary>A table as a frame.</summary>
    /// <param name="table">The table.</param>
    public static DataFrame ToDataFrame(Table table) => table;

    /// <summary>A query in SQL over named frames. It reads those and nothing else: no files, no settings.</summary>
    /// <param name="text">One SELECT statement, in DuckDB's SQL.</param>
    /// <param name="frames">The frames by the names that the query has for them, compared without case.</param>
    /// <param name="parameters">The values of <c>?</c> or <c>$1</c> …, in order.</param>
    /// <exception cref="FormatException">It is no SELECT, has a mistake in it, or reads something else.</exception>
    /// <exception cref="ArgumentException">Parameters are missing or left over, or the query makes no sense for the frames' columns.</exception>
    public static DataFrame Sql(string text, IReadOnlyDictionary<string, DataFrame> frames, params IReadOnlyList<object?> parameters) =>
        new(SqlText.Plan(text, frames.ToImmutableSortedDictionary(frame => frame.Key, frame => frame.Value.Plan, StringComparer.OrdinalIgnoreCase), parameters));

    /// <summary>One pass over the rows, batch by batch.</summary>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<Table> Batches(CancellationToken cancel = default)
    {
        var batches = Plan switch
        {
            TableSource source => [source.Table],
            BatchSource source => source.Batches(cancel),
            _ => FrameQuery.Stream(Plan, cancel),
        };
        foreach (var batch in batches)
        {
            cancel.ThrowIfCancellationRequested();
            yield return batch;
        }
    }

    /// <summary>All rows in memory; the table itself where the frame is one.</summary>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    public Table ToTable(CancellationToken cancel = default)
    {
        if (Plan is TableSource source) return source.Table;
        if (Plan is not BatchSource) return FrameQuery.Read(Plan, cancel);

        var batches = Batches(cancel).ToList();
        return batches.Count == 0 ? Table.Empty(Schema) : Table.Concat(batches);
    }

    /// <summary>All rows as records, read batch by batch; see <see cref="Table.Rows{T}"/>.</summary>
    /// <typeparam name="T">A record whose properties are columns.</typeparam>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A property has no column, or null has no place in it.</exception>
    public IReadOnlyList<T> Collect<T>(CancellationToken cancel = default) => [.. Batches(cancel).SelectMany(batch => batch.Rows<T>())];

    /// <summary>The number of rows. Costs a pass that reads as little as the source allows.</summary>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    public long Count(CancellationToken cancel = default) =>
        Plan is TableSource source ? source.Table.RowCount : (long)Agg(Functions.Count().As("count")).ToTable(cancel)["count"].Value(0)!;

    /// <summary>What the frame does, verb by verb, then the SQL it becomes and how DuckDB will run that.</summary>
    public string Explain() => FrameQuery.Explain(Plan);

    /// <summary>The table that the frame is, or null where it is none.</summary>
    internal Table? AsTable() => (Plan as TableSource)?.Table;
}
