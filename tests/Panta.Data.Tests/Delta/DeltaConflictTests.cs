using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Delta;

/// <summary>Two changes of which one is committed while the other is being made: what the protocol lets follow follows, the rest is refused.</summary>
public sealed class DeltaConflictTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string TablePath => _folder["table"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("append", "append", null)]
    [InlineData("append", "delete low", null)]
    [InlineData("append", "optimize", null)]
    [InlineData("append", "overwrite", null)]
    [InlineData("append", "column", null)]
    [InlineData("append", "constraint", null)]
    [InlineData("overwrite high", "append", null)]
    [InlineData("overwrite high", "delete low", null)]
    [InlineData("overwrite high", "delete high", DeltaConflict.Removed)]
    [InlineData("overwrite high", "overwrite high", DeltaConflict.Removed)]
    [InlineData("overwrite high", "overwrite low", null)]
    [InlineData("overwrite high", "merge new", DeltaConflict.Added)]
    [InlineData("overwrite high", "optimize", DeltaConflict.Removed)]
    [InlineData("overwrite high", "column", DeltaConflict.Metadata)]
    [InlineData("overwrite high", "constraint", DeltaConflict.Protocol)]
    [InlineData("overwrite", "delete low", DeltaConflict.Removed)]
    [InlineData("merge", "append", null)]
    [InlineData("merge", "delete low", DeltaConflict.Removed)]
    public void A_change_follows_another_where_the_protocol_allows(string late, string early, DeltaConflict? expected)
    {
        var table = Made();
        var rows = Delayed(Ints(105, 106), () => Change(DeltaTable.Open(TablePath), early, null));

        if (expected is { } kind)
        {
            var error = Assert.Throws<DeltaConflictException>(() => Change(table, late, rows));
            Assert.Equal((kind, 3L), (error.Conflict, error.Version));
            Assert.Contains("Nothing was changed: run it again.", error.Message, StringComparison.Ordinal);
            Assert.Equal(3, table.Version);
            Assert.Equal(table.Snapshot().Files.Select(file => file.Path).Order(StringComparer.Ordinal), LiveAndOld());
            return;
        }

        Change(table, late, rows);
        Assert.Equal(4, table.Version);
        Assert.Equal(table.Read()["n"].Length, DeltaTable.Open(TablePath).Read()["n"].Length);
    }

    [Fact]
    public void Rows_appended_meanwhile_stand_against_a_serializable_change()
    {
        var table = Made();
        table.SetProperties(new Dictionary<string, string> { ["delta.isolationLevel"] = "Serializable" });
        var rows = Delayed(Ints(105), () => DeltaTable.Open(TablePath).Append(Ints(107)));
        var elsewhere = Delayed(Ints(105), () => DeltaTable.Open(TablePath).Append(Ints(3)));

        Assert.Equal(DeltaConflict.Added, Assert.Throws<DeltaConflictException>(() => table.Overwrite(rows, new() { Where = Col("n") > 100L })).Conflict);
        Assert.Equal(6, table.Overwrite(elsewhere, new() { Where = Col("n") > 100L }).Version);
    }

    [Fact]
    public void The_same_mark_is_left_once_however_the_race_ends()
    {
        var table = Made();
        var mark = new DeltaTransaction("app", 5);
        var rows = Delayed(Ints(1), () => DeltaTable.Open(TablePath).Append(Ints(1), mark));

        Assert.Equal(3, table.Append(rows, mark));
        Assert.Equal(21, table.Snapshot().RowCount);
    }

    // The files of versions before count too: they are only forgotten.
    IEnumerable<string> LiveAndOld()
    {
        var live = DeltaTable.Open(TablePath).Snapshot().State;
        return Directory.GetFiles(TablePath, "*.parquet").Select(file => Path.GetFileName(file)).Except(live.Tombstones.Values.Select(file => file.Path)).Order(StringComparer.Ordinal);
    }

    DeltaTable Made()
    {
        var table = DeltaTable.Create(TablePath, Ints().Schema);
        table.Append(Ints([.. Enumerable.Range(0, 10).Select(i => (long)i)]));
        table.Append(Ints([.. Enumerable.Range(100, 10).Select(i => (long)i)]));
        return table;
    }

    static void Change(DeltaTable table, string what, DataFrame? rows)
    {
        rows ??= Ints(101, 102);
        switch (what)
        {
            case "append": table.Append(rows); break;
            case "delete low": table.Delete(Col("n") < 5L); break;
            case "delete high": table.Delete(Col("n") > 105L); break;
            case "optimize": table.Optimize(); break;
            case "overwrite": table.Overwrite(rows); break;
            case "overwrite high": table.Overwrite(rows, new() { Where = Col("n") > 100L }); break;
            case "overwrite low": table.Overwrite(Ints(1), new() { Where = Col("n") < 9L }); break;
            case "merge new": table.Merge(Ints(150), Expression.Parse("target.n = source.n"), new() { WhenNotMatched = [MergeClause.InsertAll()] }); break;
            case "column": table.Append(Table.Of(("n", Longs(1)), ("m", Longs(2))), addColumns: true); break;
            case "constraint": table.AddConstraint("c", "n < 1000"); break;
            case "merge": table.Merge(rows, Expression.Parse("target.n = source.n"), new() { WhenMatched = [MergeClause.Delete()], WhenNotMatchedBySource = [MergeClause.Delete(Col("n").EqualTo(2L))] }); break;
            default: throw new ArgumentException(what);
        }
    }

    /// <summary>Rows at whose reading, the first time, something else is done: in the midst of the change that reads them.</summary>
    static DataFrame Delayed(Table rows, Action meanwhile)
    {
        var done = false;
        return new(rows.Schema, _ =>
        {
            if (!done) meanwhile();
            done = true;
            return [rows];
        });
    }

    static Table Ints(params long[] values) => Table.Of(("n", Longs(values)));

    static Column<long> Longs(params long[] values) => new(DataType.Int64, values);
}
