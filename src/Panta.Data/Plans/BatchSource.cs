using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Plans;

/// <summary>Rows that C# gives batch by batch, anew at each pass.</summary>
/// <param name="Schema">The schema of each batch.</param>
/// <param name="Batches">Starts a pass.</param>
public sealed record BatchSource(Schema Schema, Func<CancellationToken, IEnumerable<Table>> Batches) : Source(Schema)
{
    /// <inheritdoc/>
    public override string Title => $"batches {Schema}";

    internal override string Sql(PlanSql query) => query.ScanBatches(this);
}
