using Panta.Data.Delta;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Delta;

public sealed class DeltaTableTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string TablePath => _folder["table"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_of_every_type_come_back_with_their_bits()
    {
        var rows = Rows.OfEveryType();
        var table = DeltaTable.Create(TablePath, rows.Schema);

        Assert.Equal(1, table.Append(rows));

        TableAssert.Equal(rows, DeltaTable.Open(TablePath).Read());
    }

    [Fact]
    public void Appends_are_versions_and_each_version_still_reads()
    {
        var table = DeltaTable.Create(TablePath, Rows.At(0, 1).Schema);
        for (var day = 0; day < 25; day++) Assert.Equal(day + 1, table.Append(Rows.At(day, 2)));

        var again = DeltaTable.Open(TablePath);

        Assert.Equal(25, again.Version);
        Assert.Equal(50, again.Snapshot().RowCount);
        for (var version = 0; version <= 25; version++)
            TableAssert.Equal(Table.Concat([Rows.At(0, 0), .. Enumerable.Range(0, version).Select(day => Rows.At(day, 2))]), again.Read(version: version));
    }

    [Fact]
    public void A_checkpoint_stands_in_for_the_commits_before_it()
    {
        var table = DeltaTable.Create(TablePath, Rows.At(0, 1).Schema);
        for (var day = 0; day < 12; day++) table.Append(Rows.At(day, 2), new("app", day));
        var expected = table.Read();
        for (var version = 0; version < 10; version++) File.Delete(Path.Combine(TablePath, "_delta_log", $"{version:D20}.json"));

        var again = DeltaTable.Open(TablePath);

        Assert.Null(table.CheckpointFailure);
        TableAssert.Equal(expected, again.Read());
        Assert.Equal(11, again.Snapshot().TransactionVersion("app"));
        Assert.Equal(table.Snapshot().Id, again.Snapshot().Id);
        var error = Assert.Throws<DeltaException>(() => again.Snapshot(9));
        Assert.Contains("its log begins with the checkpoint of version 10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_of_time_opens_only_the_files_that_may_hold_it()
    {
        var table = DeltaTable.Create(TablePath, Rows.At(0, 1).Schema);
        for (var day = 0; day < 10; day++) table.Append(Rows.At(day, 24));
        foreach (var file in Directory.GetFiles(TablePath, "*.parquet").Order(StringComparer.Ordinal).Skip(1)) File.Delete(file);
        var range = new DeltaRead { TimeColumn = "event_time", From = Rows.Start.AddHours(3), Until = Rows.Start.AddHours(6), Columns = ["id"] };

        var read = DeltaTable.Open(TablePath).Read(range);

        Assert.Equal(["0-3", "0-4", "0-5"], Enumerable.Range(0, read.RowCount).Select(row => read["id"].Value(row)));
    }

    [Fact]
    public void Struct_columns_are_flat_columns_here_and_grow_by_fields()
    {
        var options = new DeltaTableOptions { Structs = ["features", "output"] };
        var first = Table.Of(("id", TextColumn.Of(["a"])), ("features.temp", Numbers(1.5)), ("features.wind speed", Numbers(2)));
        var table = DeltaTable.Create(TablePath, first.Schema, options);
        table.Append(first);

        table.Append(Table.Of(("id", TextColumn.Of(["b"])), ("features.temp", Numbers(3)), ("features.humid", Numbers(4)), ("output.prediction", Numbers(5))), addColumns: true);

        var read = DeltaTable.Open(TablePath).Read();
        Assert.Equal(["id", "features.temp", "features.wind speed", "features.humid", "output.prediction"], read.Schema.Names);
        Assert.Equal(["a", 1.5, 2.0, null, null], read.Columns.Select(column => column.Value(0)));
        Assert.Equal(["b", 3.0, null, 4.0, 5.0], read.Columns.Select(column => column.Value(1)));
    }

    [Fact]
    public void Names_that_Delta_forbids_are_kept_in_the_fields_metadata()
    {
        var rows = Table.Of(("a b", Numbers(1)), ("a_b", Numbers(2)), ("A_B", Numbers(3)), ("x,;{}()\n\t=y", Numbers(4)));
        var table = DeltaTable.Create(TablePath, rows.Schema);

        table.Append(rows);

        Assert.Equal(["a_b", "a_b_2", "A_B_3", "x_________y"], table.Snapshot().Fields.Names);
        TableAssert.Equal(rows, DeltaTable.Open(TablePath).Read());
    }

    [Fact]
    public void Partitions_are_split_into_files_and_put_together_again()
    {
        var rows = Table.Of(("town", TextColumn.Of(["x y", null, "x y", "z"])), ("n", new Column<long>(DataType.Int64, new long[] { 1, 2, 3, 4 })));
        var table = DeltaTable.Create(TablePath, rows.Schema, new() { PartitionColumns = ["town"] });

        table.Append(rows);

        Assert.Equal(3, table.Snapshot().FileCount);
        TableAssert.Equal(rows.Take([0, 2, 1, 3]), DeltaTable.Open(TablePath).Read());
    }

    [Fact]
    public void A_transaction_that_the_table_has_is_not_done_again()
    {
        var table = DeltaTable.Create(TablePath, Rows.At(0, 1).Schema);
        table.Append(Rows.At(0, 2), new("app", 7));

        Assert.Equal(1, table.Append(Rows.At(1, 2), new("app", 7)));
        Assert.Equal(1, table.Append(Rows.At(1, 2), new("app", 6)));
        Assert.Equal(2, table.Append(Rows.At(1, 2), new("app", 8)));

        Assert.Equal(4, table.Snapshot().RowCount);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name_and_leaves_nothing_behind()
    {
        var schema = new Schema(new Field("id", DataType.Int64) { Nullable = false }, new Field("x", DataType.Int32));
        var table = DeltaTable.Create(TablePath, schema);
        var id = new Column<long>(DataType.Int64, new long[] { 1 });

        string Refusal(Table rows, bool add = false) => Assert.Throws<DeltaException>(() => table.Append(rows, addColumns: add)).Message;

        Assert.Contains("there is no column 'y'", Refusal(Table.Of(("id", id), ("y", id))), StringComparison.Ordinal);
        Assert.Contains("column 'x' is integer there and double in the rows", Refusal(Table.Of(("id", id), ("x", Numbers(1))), add: true), StringComparison.Ordinal);
        Assert.Contains("column 'id' must not be null, but a row has no value there. The row: {'id': NULL, 'x': 1}", Refusal(Table.Of(("x", new Column<int>(DataType.Int32, new[] { 1 })))), StringComparison.Ordinal);
        Assert.Equal(0, table.Version);
        Assert.Empty(Directory.GetFiles(TablePath, "*.parquet"));
    }

    [Fact]
    public void History_tells_what_was_done_newest_first()
    {
        var time = new FixedTime(new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        var table = DeltaTable.Create(TablePath, Rows.At(0, 1).Schema, new() { Time = time });
        table.Append(Rows.At(0, 1));

        var history = table.History();

        Assert.Equal([(1, "WRITE"), (0, "CREATE TABLE")], history.Select(commit => (commit.Version, commit.Operation!)));
        Assert.All(history, commit => Assert.Equal(time.GetUtcNow(), commit.Timestamp));
        Assert.Equal("Append", history[0].Parameters["mode"]);
    }

    [Fact]
    public void Threads_that_append_at_once_lose_nothing()
    {
        var table = DeltaTable.Create(TablePath, Rows.At(0, 1).Schema);

        var versions = Enumerable.Range(0, 24).AsParallel().WithDegreeOfParallelism(6).Select(day => table.Append(Rows.At(day, 3))).ToList();

        Assert.Equal(Enumerable.Range(1, 24).Select(version => (long)version), versions.Order());
        Assert.Equal(72, DeltaTable.Open(TablePath).Snapshot().RowCount);
    }

    [Fact]
    public void Making_a_table_over_another_is_refused()
    {
        DeltaTable.Create(TablePath, Rows.At(0, 1).Schema);

        Assert.Throws<DeltaException>(() => DeltaTable.Create(TablePath, Rows.At(0, 1).Schema));
    }

    static Column<double> Numbers(params double[] values) => new(DataType.Float64, values);
}
