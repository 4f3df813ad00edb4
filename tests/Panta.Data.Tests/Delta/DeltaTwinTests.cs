using System.Globalization;
using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Delta;

/// <summary>Random changes of a table, and the same changes of a list in memory: every version of the one is as the other was.</summary>
public sealed class DeltaTwinTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Every_version_holds_what_a_list_in_memory_held(int seed, bool partitioned)
    {
        var random = new Random(seed);
        var table = DeltaTable.Create(_folder["table"], Schema, new() { PartitionColumns = partitioned ? ["town"] : [] });
        var rows = new List<Row>();
        var versions = new Dictionary<long, List<Row>> { [0] = [] };
        var log = new List<string>();
        for (var step = 0; step < 60; step++)
        {
            if (random.Next(6) == 0) table = DeltaTable.Open(_folder["table"]);
            var before = table.Version;
            var (what, after) = Change(table, rows, random, partitioned, versions);
            log.Add($"{what} → {table.Version}");
            rows = after;
            AssertSame(rows, table.Read(), seed, log);
            if (table.Version == before) Assert.Equal(Texts(versions[before]), Texts(rows));
            versions[table.Version] = rows;
        }

        var again = DeltaTable.Open(_folder["table"]);
        foreach (var (version, expected) in versions) AssertSame(expected, again.Read(version: version), seed, [.. log, $"reading version {version}"]);
        Assert.Null(table.CheckpointFailure);
    }

    static Schema Schema { get; } = new(new Field("id", DataType.Int64), new Field("town", DataType.String), new Field("x", DataType.Float64));

    static (string What, List<Row> After) Change(DeltaTable table, List<Row> rows, Random random, bool partitioned, Dictionary<long, List<Row>> versions)
    {
        var bound = random.Next(40);
        Expression below = Col("id") < (long)bound;
        switch (random.Next(12))
        {
            case 0:
                table.Delete(below & (Col("town").EqualTo("Ulm")));
                return ($"delete id < {bound} in Ulm", [.. rows.Where(row => !(row.Id < bound && row.Town == "Ulm"))]);
            case 1:
                table.Delete(Col("x") > 30.0);
                return ("delete x > 30", [.. rows.Where(row => !(row.X > 30))]);
            case 2:
                table.Update(below, new Dictionary<string, Expression> { ["x"] = Col("x") + 1.0 });
                return ($"update x of id < {bound}", [.. rows.Select(row => row.Id < bound ? row with { X = row.X + 1 } : row)]);
            case 3:
                table.Update(Col("town").IsNull() & below, new Dictionary<string, Expression> { ["town"] = "Köln" });
                return ($"move id < {bound} of no town to Köln", [.. rows.Select(row => row.Town is null && row.Id < bound ? row with { Town = "Köln" } : row)]);
            case 4 or 5:
                var source = Rows(random, 12).DistinctBy(row => row.Id).ToList();
                return ("merge", Merged(table, rows, source, bound));
            case 6:
                var replaced = Rows(random, 3).Select(row => row with { Id = row.Id % 5 }).ToList();
                table.Overwrite(ToTable(replaced), new() { Where = Col("id") < 5L });
                return ("replace id < 5", [.. rows.Where(row => row.Id >= 5), .. replaced]);
            case 7 when partitioned:
                var towns = Rows(random, 2);
                table.Overwrite(ToTable(towns), new() { Partitions = true });
                return ("replace partitions", [.. rows.Where(row => !towns.Exists(other => other.Town == row.Town)), .. towns]);
            case 8:
                table.Optimize(random.Next(2) == 0 ? new() : new() { ZOrderBy = ["id", "x"] });
                return ("optimize", rows);
            case 9 when random.Next(3) == 0:
                var (version, old) = versions.ElementAt(random.Next(versions.Count));
                table.Restore(version);
                return ($"restore {version}", old);
            case 10 when random.Next(4) == 0:
                var all = Rows(random, 8);
                table.Overwrite(ToTable(all));
                return ("overwrite", all);
            default:
                var added = Rows(random, random.Next(1, 15));
                table.Append(ToTable(added));
                return ("append", [.. rows, .. added]);
        }
    }

    static List<Row> Merged(DeltaTable table, List<Row> rows, List<Row> source, int bound)
    {
        table.Merge(ToTable(source), Col("target.id").EqualTo(Col("source.id")), new()
        {
            WhenMatched =
            [
                MergeClause.Delete(Col("source.x") > 35.0),
                MergeClause.Update(new Dictionary<string, Expression> { ["x"] = Col("source.x") + Col("target.x") }, Col("target.id") < (long)bound),
                MergeClause.UpdateAll(Col("source.town").IsNotNull()),
            ],
            WhenNotMatched = [MergeClause.InsertAll(Col("source.x") < 20.0), MergeClause.Insert(new Dictionary<string, Expression> { ["id"] = Col("source.id") + 100L })],
            WhenNotMatchedBySource = [MergeClause.Delete(Col("x") > 38.0), MergeClause.Update(new Dictionary<string, Expression> { ["town"] = "Jena" }, (Col("x") > 36.0) & (Col("town").EqualTo("Ulm")))],
        });

        var byId = source.ToDictionary(row => row.Id);
        var kept = rows.Select(row => byId.TryGetValue(row.Id, out var match) ? MatchedRow(row, match, bound) : row.X > 38 ? null : row.X > 36 && row.Town == "Ulm" ? row with { Town = "Jena" } : row);
        var ids = rows.Select(row => row.Id).ToHashSet();
        return [.. kept.OfType<Row>(), .. source.Where(row => !ids.Contains(row.Id)).Select(row => row.X < 20 ? row : new Row(row.Id + 100, null, null))];
    }

    static Row? MatchedRow(Row row, Row match, int bound) =>
        match.X > 35 ? null : row.Id < bound ? row with { X = match.X + row.X } : match.Town is not null ? match : row;

    static List<Row> Rows(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
        new Row(random.Next(40), random.Next(4) switch { 0 => null, 1 => "Ulm", 2 => "Köln", _ => "a/b=c %" }, random.Next(5) == 0 ? null : random.Next(160) / 4.0))];

    static Table ToTable(List<Row> rows) => Table.Of(
        ("id", Columns.Of(DataType.Int64, [.. rows.Select(row => (object?)row.Id)])),
        ("town", Columns.Texts([.. rows.Select(row => row.Town)])),
        ("x", Columns.Of(DataType.Float64, [.. rows.Select(row => (object?)row.X)])));

    static void AssertSame(List<Row> expected, Table actual, int seed, List<string> log)
    {
        var read = Enumerable.Range(0, actual.RowCount).Select(row => new Row((long)actual["id"].Value(row)!, (string?)actual["town"].Value(row), (double?)actual["x"].Value(row))).ToList();
        Assert.True(Texts(expected).SequenceEqual(Texts(read)), $"seed {seed}: {string.Join("; ", log)}\nexpected {string.Join(" ", Texts(expected))}\nread     {string.Join(" ", Texts(read))}");
    }

    static List<string> Texts(List<Row> rows) => [.. rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"({row.Id},{row.Town ?? "-"},{row.X})")).Order(StringComparer.Ordinal)];

    sealed record Row(long Id, string? Town, double? X);
}
