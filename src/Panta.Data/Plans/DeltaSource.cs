using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Reading;

namespace Panta.Data.Plans;

/// <summary>The rows of a Delta table at one version.</summary>
public sealed record DeltaSource : Source
{
    readonly DataFileReader _reader;

    internal DeltaSource(DeltaSnapshot snapshot, DataFileReader reader)
        : base(snapshot.Schema) => (Snapshot, _reader) = (snapshot, reader);

    /// <summary>Gets the table.</summary>
    public DeltaSnapshot Snapshot { get; }

    /// <inheritdoc/>
    public override string Title => $"Delta table {Snapshot.Path}, version {Snapshot.Version} {Schema}";

    internal override string Sql(PlanSql query) => Sql(query, []);

    internal override string Sql(PlanSql query, Expression wanted) => Sql(query, [wanted]);

    string Sql(PlanSql query, Expression[] conditions)
    {
        var files = Snapshot.FilesFor(conditions);
        if (files.Count == 0) return Scope.Nothing(Schema);

        return _reader.TryScan(Snapshot, files) is not { } scan
            ? query.ScanBatches(new(Schema, cancel => _reader.Read(Snapshot, files, Snapshot.Leaves, null, cancel)))
            : $"SELECT {string.Join(", ", Schema.Names.Select((name, i) => $"c{i} AS {DuckDb.Quote(name)}"))} FROM ({query.Own(scan).Sql}) AS files";
    }

    internal override Exception? Explained(DuckDbException error) =>
        error.Message.Contains("parquet", StringComparison.OrdinalIgnoreCase)
            ? new DeltaException(Snapshot.Path, $"its data files cannot be read: {error.Message}", error)
            : null;
}
