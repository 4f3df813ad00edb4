using System.Collections.Immutable;
using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>A logged table at one sequence: the Delta table at a version and the parts that are not in it yet. Immutable.</summary>
sealed record LogView(DeltaSnapshot? Snapshot, ImmutableArray<TablePart> Parts, Schema Columns, PartCache Cache)
{
    // A file beyond that is read by DuckDB with the range pushed down, and not kept.
    const long LargeFileRows = 200_000;

    /// <summary>The rows of the half-open range of time, in the order in which they were acknowledged.</summary>
    public Table Within(string timeColumn, DateTimeOffset start, DateTimeOffset end)
    {
        var pieces = new List<Table>();
        foreach (var file in Snapshot?.FilesWithin(TimeLeaf(timeColumn), start, end) ?? [])
            pieces.Add(file.RowCount > LargeFileRows
                ? Snapshot!.ReadFile(file, timeColumn, start, end)
                : Chosen(PartOf(file).Rows, timeColumn, start, end));
        pieces.AddRange(Parts.Select(part => Chosen(part.Rows, timeColumn, start, end)));
        return TableShape.Concat(pieces, Columns);
    }

    /// <summary>The parts that may hold one of the keys, in the order in which they were acknowledged.</summary>
    public IEnumerable<TablePart> PartsHolding(string keyColumn, string low, string high)
    {
        var key = Snapshot?.Leaves[Snapshot.Schema.IndexOf(keyColumn)].Key;
        var files = Snapshot?.Files.Where(file => file.Statistics.MayHold(key!, low, high)).Select(PartOf) ?? [];
        return files.Concat(Parts);
    }

    Leaf TimeLeaf(string name) => Snapshot!.Leaves[Snapshot.Schema.IndexOf(name)];

    TablePart PartOf(AddFile file) => Cache.Get(file.Path + file.DeletionVector?.Id, () => new(Snapshot!.ReadFile(file)));

    static Table Chosen(Table rows, string timeColumn, DateTimeOffset start, DateTimeOffset end)
    {
        var (from, until) = (Instants.Microseconds(start), Instants.Microseconds(end));
        var times = (Column<long>)rows[timeColumn];
        var chosen = new List<int>();
        for (var row = 0; row < times.Length; row++)
            if (times.Span[row] >= from && times.Span[row] < until && !times.IsNull(row)) chosen.Add(row);

        return chosen.Count == rows.RowCount ? rows : TableShape.Take(rows, [.. chosen]);
    }
}
