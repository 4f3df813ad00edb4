using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Delta;

public sealed class DeltaChangeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string TablePath => _folder["table"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_delete_opens_only_files_that_may_have_such_rows_and_writes_only_those_that_have()
    {
        var table = Filled();

        var change = table.Delete(Expression.Parse("n >= 10 AND n < 20"));
        var part = table.Delete(Col("n").EqualTo(25L));

        Assert.Equal((4, 10, 0, 0, 1, 1), (change.Version, change.Deleted, change.Copied, change.FilesAdded, change.FilesRemoved, change.FilesScanned));
        Assert.Equal((5, 1, 9, 1, 1, 1), (part.Version, part.Deleted, part.Copied, part.FilesAdded, part.FilesRemoved, part.FilesScanned));
        Assert.Equal([.. Enumerable.Range(0, 10), 20, 21, 22, 23, 24, 26, 27, 28, 29], Numbers(table));
        Assert.Equal(3, Directory.GetFiles(TablePath, "*.parquet").Length - 1);
    }

    [Fact]
    public void What_matches_nothing_writes_nothing()
    {
        var table = Filled();
        var files = Directory.GetFiles(TablePath, "*", SearchOption.AllDirectories).Length;

        Assert.Equal(3, table.Delete(Col("n") > 1000L).Version);
        Assert.Equal(3, table.Update(Col("n").IsNull(), Set("n", 1L)).Version);
        Assert.Equal(3, table.Merge(Ints(77), Expression.Parse("target.n = source.n"), new() { WhenMatched = [MergeClause.Delete()] }).Version);
        Assert.Equal(3, table.Optimize(new() { TargetBytes = 1 }).Version);
        Assert.Equal(files, Directory.GetFiles(TablePath, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_condition_on_partitions_alone_opens_no_file()
    {
        var table = DeltaTable.Create(TablePath, Towns(1).Schema, new() { PartitionColumns = ["town"] });
        table.Append(Towns(3));
        foreach (var file in Directory.GetFiles(TablePath, "*.parquet")) File.WriteAllText(file, "broken");

        var change = table.Delete(Expression.Parse("town = 'Ulm' OR town IS NULL"));

        Assert.Equal((6, 0, 2, 0), (change.Deleted, change.FilesAdded, change.FilesRemoved, change.FilesScanned));
        Assert.Equal(3, table.Snapshot().RowCount);
    }

    [Fact]
    public void Several_rows_of_a_source_that_would_change_one_row_are_refused()
    {
        var table = Filled();
        var merge = new DeltaMerge { WhenMatched = [MergeClause.Update(Set("n", Col("source.n") + 100L))] };

        var error = Assert.Throws<DeltaException>(() => table.Merge(Ints(7, 8, 7), Expression.Parse("target.n = source.n"), merge));
        var deleted = table.Merge(Ints(7, 8, 7), Expression.Parse("target.n = source.n"), new() { WhenMatched = [MergeClause.Delete()] });

        Assert.Contains("2 rows of the source match one row of the table", error.Message, StringComparison.Ordinal);
        Assert.Contains("{'n': 7}", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 8, 1), (deleted.Deleted, deleted.Copied, deleted.FilesScanned));
    }

    [Fact]
    public void A_merge_may_add_the_columns_of_its_source()
    {
        var table = Filled();
        var source = Table.Of(("n", Longs(1, 99)), ("note", Columns.Texts("one", "new")));

        table.Merge(source, Expression.Parse("target.n = source.n"), new() { WhenMatched = [MergeClause.UpdateAll()], WhenNotMatched = [MergeClause.InsertAll()], AddColumns = true });

        var rows = table.Read();
        Assert.Equal(31, rows.RowCount);
        Assert.Equal(["one", "new"], Columns.Values(rows["note"]).OfType<string>());
    }

    [Fact]
    public void Struct_columns_and_their_fields_are_changed_by_our_names()
    {
        var rows = Table.Of(("id", Longs(1, 2)), ("f.x", Columns.Doubles(1, 2)), ("f.wind speed", Columns.Doubles(5, null)));
        var table = DeltaTable.Create(TablePath, rows.Schema, new() { Structs = ["f"] });
        table.Append(rows);

        table.Update(Col("f.x") > 1.0, new Dictionary<string, Expression> { ["f.wind speed"] = Col("f.x") * 10.0 });
        table.Delete(Col("f.wind speed").EqualTo(5.0));

        var read = table.Read();
        Assert.Equal([[2L, 2.0, 20.0]], Columns.Rows(read));
    }

    [Fact]
    public void Rows_are_replaced_by_a_condition_that_new_ones_must_meet()
    {
        var table = Filled();

        var change = table.Overwrite(Ints(3, 4), new() { Where = Col("n") < 15L });
        var error = Assert.Throws<DeltaException>(() => table.Overwrite(Ints(3, 40), new() { Where = Col("n") < 15L }));

        Assert.Equal((2, 15, 5), (change.Inserted, change.Deleted, change.Copied));
        Assert.Equal([3, 4, .. Enumerable.Range(15, 15)], Numbers(table));
        Assert.Contains("does not meet the condition of the rows it replaces, (n < 15). The row: {'n': 40}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overwrite_may_bring_its_own_columns_and_old_versions_keep_theirs()
    {
        var table = Filled();

        table.Overwrite(Table.Of(("word", Columns.Texts("a"))), new() { ReplaceSchema = true });

        Assert.Equal(["word"], table.Schema.Names);
        Assert.Equal([["a"]], Columns.Rows(table.Read()));
        Assert.Equal(30, table.Read(version: 3)["n"].Length);
        Assert.Throws<DeltaException>(() => table.Overwrite(Ints(1)));
    }

    [Fact]
    public void Files_have_the_size_asked_for_and_rows_keep_their_order()
    {
        var n = 200_000;
        var rows = Table.Of(("n", new Column<long>(DataType.Int64, Enumerable.Range(0, n).Select(i => (long)i * 7919 % n).ToArray())));
        var table = DeltaTable.Create(TablePath, rows.Schema, new() { Properties = Properties(("delta.targetFileSize", "100kb")) });

        table.Append(rows);

        Assert.InRange(table.Snapshot().FileCount, 4, 30);
        TableAssert.Equal(rows, table.Read());
    }

    [Fact]
    public void Optimize_puts_small_files_together_and_Z_order_lets_conditions_skip_files()
    {
        var table = DeltaTable.Create(TablePath, Grid(0).Schema);
        for (var i = 0; i < 8; i++) table.Append(Grid(i));
        var rows = Numbers(table, "a");

        var packed = table.Optimize();
        var ordered = table.Optimize(new() { ZOrderBy = ["a", "b"], TargetBytes = 3_000 });

        Assert.Equal((8, 1), (packed.FilesRemoved, packed.FilesAdded));
        Assert.Equal(rows.Order(), Numbers(table, "a").Order());
        Assert.InRange(ordered.FilesAdded, 4, 64);
        Assert.True(table.Delete(Expression.Parse("a = 3 AND b = 123456")).FilesScanned <= ordered.FilesAdded / 2);
        Assert.True(table.Delete(Expression.Parse("b = 5 AND a = 123456")).FilesScanned <= ordered.FilesAdded / 2);
        Assert.False(System.Text.Json.JsonDocument.Parse(File.ReadLines(Path.Combine(TablePath, "_delta_log", $"{ordered.Version:D20}.json")).Last())
            .RootElement.GetProperty("add").GetProperty("dataChange").GetBoolean());
    }

    [Fact]
    public void History_tells_what_was_done_and_details_what_there_is()
    {
        var table = Filled();
        table.Delete(Col("n").EqualTo(1L));
        table.AddConstraint("positive", "n >= 0");

        var history = table.History();
        var details = table.Details();

        Assert.Equal(["ADD CONSTRAINT", "DELETE", "WRITE", "WRITE", "WRITE", "CREATE TABLE"], history.Select(commit => commit.Operation!));
        Assert.Equal(("1", "9", 3L, false), (history[1].Metrics["numDeletedRows"], history[1].Metrics["numCopiedRows"], history[1].ReadVersion!.Value, history[1].IsBlindAppend!.Value));
        Assert.Equal((29L, 3, 3, "n >= 0"), (details.Rows!.Value, details.Files, details.MinWriterVersion, details.Constraints["positive"]));
    }

    [Fact]
    public void A_version_is_restored_with_its_rows_and_columns()
    {
        var table = Filled();
        table.Append(Table.Of(("n", Longs(50)), ("note", Columns.Texts("x"))), addColumns: true);
        table.Delete(Col("n") < 5L);

        var change = table.Restore(3);

        Assert.Equal(6, change.Version);
        Assert.Equal(["n"], table.Schema.Names);
        Assert.Equal(Enumerable.Range(0, 30), Numbers(table));
        Assert.Equal(6, table.Restore(3).Version);
    }

    [Fact]
    public void A_vacuum_deletes_only_what_no_kept_version_needs()
    {
        var time = new FixedTime(DateTimeOffset.UtcNow);
        DeltaTable.Create(TablePath, Ints().Schema);
        var table = DeltaTable.Open(TablePath, time);
        for (var i = 0; i < 3; i++) table.Append(Ints(i));
        table.Delete(Col("n").EqualTo(1L));
        File.WriteAllText(Path.Combine(TablePath, "_marker"), "");
        File.WriteAllText(Path.Combine(TablePath, "stray.parquet"), "");

        var early = table.Vacuum(dryRun: true);
        time.Now += TimeSpan.FromDays(8);
        var refused = Assert.Throws<DeltaException>(() => table.Vacuum(TimeSpan.FromHours(1)));
        var dry = table.Vacuum(dryRun: true);
        var done = table.Vacuum();

        Assert.Empty(early.Files);
        Assert.Contains("kept for 168 hours there, and 1 are asked for", refused.Message, StringComparison.Ordinal);
        Assert.Equal(dry.Files.AsEnumerable(), done.Files);
        Assert.Equal(2, done.Files.Length);
        Assert.Contains("stray.parquet", done.Files);
        Assert.True(File.Exists(Path.Combine(TablePath, "_marker")));
        Assert.Equal([0, 2], Numbers(DeltaTable.Open(TablePath)));
        Assert.Equal(["VACUUM END", "VACUUM START"], table.History(2).Select(commit => commit.Operation!));
        Assert.Contains("is gone, by a vacuum most likely", Assert.Throws<DeltaException>(() => table.Restore(3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Old_entries_of_the_log_go_and_kept_versions_still_read()
    {
        var table = DeltaTable.Create(TablePath, Ints().Schema, new() { Properties = Properties(("delta.logRetentionDuration", "interval 1 days"), ("delta.checkpointInterval", "5")) });
        for (var i = 0; i < 12; i++) table.Append(Ints(i));
        foreach (var file in Directory.GetFiles(Path.Combine(TablePath, "_delta_log")).Order(StringComparer.Ordinal).Take(9))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-3));

        for (var i = 12; i < 15; i++) table.Append(Ints(i));

        var log = Directory.GetFiles(Path.Combine(TablePath, "_delta_log")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal("00000000000000000005.checkpoint.parquet", log[0]);
        var again = DeltaTable.Open(TablePath);
        Assert.Equal(Enumerable.Range(0, 15), Numbers(again));
        Assert.Equal(5, again.Read(version: 5).RowCount);
        Assert.Contains("cannot be read any more", Assert.Throws<DeltaException>(() => again.Snapshot(4)).Message, StringComparison.Ordinal);
    }

    DeltaTable Filled()
    {
        var table = DeltaTable.Create(TablePath, Ints().Schema);
        for (var i = 0; i < 3; i++) table.Append(Ints([.. Enumerable.Range(i * 10, 10).Select(n => (long)n)]));
        return table;
    }

    static Table Ints(params long[] values) => Table.Of(("n", Longs(values)));

    static Column<long> Longs(params long[] values) => new(DataType.Int64, values);

    static Table Towns(int count) => Table.Of(
        ("town", Columns.Texts([.. Enumerable.Range(0, count).SelectMany(_ => new[] { "Ulm", null, "Köln" })])), ("n", Longs([.. Enumerable.Range(0, count * 3).Select(i => (long)i)])));

    static Table Grid(int part) => Table.Of(
        ("a", Longs([.. Enumerable.Range(0, 4096).Select(i => (long)(i * 37 + part) % 64)])), ("b", Longs([.. Enumerable.Range(0, 4096).Select(i => (long)(i * 101 + part * 7) / 3 % 64)])));

    static IEnumerable<int> Numbers(DeltaTable table, string column = "n") => ((Column<long>)table.Read()[column]).Span.ToArray().Select(n => (int)n).ToList() is var all && column == "n" ? all.Order() : all;

    static Dictionary<string, Expression> Set(string column, Expression value) => new() { [column] = value };

    static System.Collections.Immutable.ImmutableSortedDictionary<string, string> Properties(params (string Name, string Value)[] properties) =>
        System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, properties.Select(each => KeyValuePair.Create(each.Name, each.Value)));
}
