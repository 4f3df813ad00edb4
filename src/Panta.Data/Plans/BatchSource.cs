using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Plans;

/// <summary>Rows that C# gives batch by batch, anew at each pass.</summary>
/// <param name="Schema">The schema of each batch.</param>
/// <param name="Batches">Starts a pass.</param>
public sealed record BatchSource(Schema Schema, Func<CancellationToken, IEnumerable<Table>> Batches) : Source(Schema)
{
    /// <summary>Starts a pass over the columns of those positions alone, in that order. Default null: a pass gives all columns.</summary>
    internal Func<ImmutableArray<int>, CancellationToken, IEnumerable<Table>>? SomeColumns { get; init; }

    /// <inheritdoc/>
    public override string Title => $"batches {Schema}";

    internal override string Sql(PlanSql query) => query.ScanBatches(this);

    /// <summary>Some of the columns, where the source itself can leave the others out; else null.</summary>
    internal BatchSource? Only(Schema schema)
    {
        if (SomeColumns is not { } pass) return null;

        ImmutableArray<int> places = [.. schema.Names.Select(Schema.IndexOf)];
        return new(schema, cancel => pass(places, cancel)) { SomeColumns = (wanted, cancel) => pass([.. wanted.Select(column => places[column])], cancel) };
    }
}
