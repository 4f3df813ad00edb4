using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Tables;

public sealed class TableTests
{
    static readonly Table Small = Table.Of(("a", Columns.Ints(1, null, 3)), ("b", Columns.Texts("x", "y", "z")));

    public sealed record Rental(DateTimeOffset At, string? Station, int Count, double? Temp)
    {
        public decimal Price { get; init; }
    }

    public readonly record struct Point(double X, double Y);

    sealed record Trip(int Id, string[] Stops, List<Point>? Path, Dictionary<string, double?> Fees, Rider? By);

    sealed record Rider
    {
        public required string Name { get; init; }

        public IReadOnlyList<IReadOnlyList<int>> Scores { get; init; } = [];
    }

    [Fact]
    public void Records_of_lists_maps_and_records_become_nested_columns_and_come_back()
    {
        Trip[] trips =
        [
            new(1, ["a", "b"], [new(1, 2.5)], new() { ["toll"] = 2, ["tip"] = null }, new() { Name = "Ann", Scores = [[1, 2], []] }),
            new(2, [], null, [], null),
        ];

        var table = Table.Of(trips);
        var read = table.Rows<Trip>().ToList();

        Assert.Equal("array<struct<X:double,Y:double>>", table.Schema["Path"].Type.ToString());
        Assert.Equal("struct<Name:string,Scores:array<array<integer>>>", table.Schema["By"].Type.ToString());
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(trips), System.Text.Json.JsonSerializer.Serialize(read));
    }

    sealed record Loop(List<Loop> Inner);

    [Fact]
    public void A_record_that_holds_itself_is_refused()
    {
        Assert.Contains("has no end", Assert.Throws<ArgumentException>(() => Table.Of([new Loop([])])).Message);
    }

    [Fact]
    public void Records_become_rows_and_rows_records()
    {
        Rental[] rentals = [new(DateTimeOffset.UnixEpoch, "a", 3, 0.5) { Price = 1.25m }, new(DateTimeOffset.UnixEpoch.AddHours(1), null, -1, null)];

        var table = Table.Of(rentals);

        Assert.Equal("(At: timestamp not null, Station: string, Count: integer not null, Temp: double, Price: decimal(28,10) not null)", table.Schema.ToString());
        Assert.Equal(rentals, table.Rows<Rental>());
        Assert.Equal([new Point(1, 2)], Table.Of<Point>([new(1, 2)]).Rows<Point>());
    }

    [Fact]
    public void Columns_find_their_properties_without_case_and_underscores()
    {
        var table = Table.Of(("X", Columns.Ints(1)), ("_y", Columns.Doubles(2.5)));

        Assert.Equal([new Point(1, 2.5)], table.Rows<Point>());
    }

    [Fact]
    public void A_null_or_a_fraction_without_a_place_in_the_record_is_named()
    {
        var nulls = Table.Of(("X", Columns.Doubles(1, null)), ("Y", Columns.Doubles(1, 1)));
        var fractions = Table.Of(("at", Columns.Of(DataType.Timestamp, DateTimeOffset.UnixEpoch)), ("station", Columns.Texts("a")), ("count", Columns.Doubles(2.7)), ("temp", Columns.Doubles(1)));

        Assert.Contains("'X' is null in row 1", Assert.Throws<ArgumentException>(() => nulls.Rows<Point>().ToList()).Message);
        Assert.Contains("'count' holds 2.7 in row 0, which is no Int32", Assert.Throws<ArgumentException>(() => fractions.Rows<Rental>().ToList()).Message);
        Assert.Contains("no column holds that", Assert.Throws<ArgumentException>(() => Table.Of([new { Odd = new Version(1, 0) }])).Message);
    }

    [Fact]
    public void Columns_are_put_replaced_renamed_selected_and_left_out()
    {
        var table = Small.With("c", Columns.Ints(7, 8, 9)).With("a", Columns.Doubles(1.5, 2.5, 3.5)).Rename("b", "B");

        Assert.Equal(["a", "B", "c"], table.Schema.Names);
        Assert.Equal([1.5, "x", 7], Columns.Rows(table)[0]);
        Assert.Equal([["x", 1.5], ["y", 2.5], ["z", 3.5]], Columns.Rows(table.Select("B", "a")));
        Assert.Equal(["B"], table.Without("a", "c", "no such").Schema.Names);
    }

    [Fact]
    public void Rows_are_sliced_taken_and_chosen()
    {
        Assert.Equal([[null, "y"], [3, "z"]], Columns.Rows(Small.Slice(1, 2)));
        Assert.Equal([[3, "z"], [1, "x"]], Columns.Rows(Small.Take([2, 0])));
        Assert.Equal([[1, "x"], [3, "z"]], Columns.Rows(Small.Where(row => !Small["a"].IsNull(row))));
    }

    [Fact]
    public void Tables_are_joined_by_the_names_of_their_columns()
    {
        var joined = Table.Concat([Small.Slice(0, 1), Small.Select("b", "a")]);

        Assert.Equal([[1, "x"], [1, "x"], [null, "y"], [3, "z"]], Columns.Rows(joined));
        Assert.True(joined.Schema["a"].Nullable);
        Assert.Contains("different columns", Assert.Throws<ArgumentException>(() => Table.Concat([Small, Small.With("c", Columns.Ints(1, 2, 3))])).Message);
        Assert.Contains("different columns", Assert.Throws<ArgumentException>(() => Table.Concat([Small, Small.Without("a")])).Message);
    }

    [Fact]
    public void Numbers_are_the_memory_of_the_column_where_they_can_be()
    {
        var column = new Column<double>(DataType.Float64, new double[] { 1, 2 });

        Assert.True(Table.Of(("x", column)).Numbers("x").Equals(column.Values));
        Assert.Equal([1, double.NaN, 3], Small.Numbers("a").ToArray());
        Assert.Contains("'b' holds string, not numbers", Assert.Throws<ArgumentException>(() => Small.Numbers("b")).Message);
    }

    [Fact]
    public void Columns_that_do_not_fit_the_schema_are_refused()
    {
        var schema = new Schema(new Field("a", DataType.Int32));

        Assert.Contains("The schema has 1 fields, but there are 2 columns", Assert.Throws<ArgumentException>(() => new Table(schema, [Columns.Ints(1), Columns.Ints(1)])).Message);
        Assert.Contains("'a' holds double, its field says integer", Assert.Throws<ArgumentException>(() => new Table(schema, [Columns.Doubles(1)])).Message);
        Assert.Contains("'c' has 1 rows, the table 3", Assert.Throws<ArgumentException>(() => Small.With("c", Columns.Ints(1))).Message);
        Assert.Equal("no", Assert.Throws<ColumnNotFoundException>(() => Small["no"]).Column);
    }

    [Fact]
    public void A_frame_of_batches_is_read_again_at_each_pass()
    {
        var passes = 0;
        var frame = new DataFrame(Small.Schema, _ =>
        {
            passes++;
            return [Small, Small.Slice(1, 1)];
        }).MapBatches(Small.Select("b").Schema, batch => batch.Select("b"));

        Assert.Equal([["x"], ["y"], ["z"], ["y"]], Columns.Rows(frame.ToTable()));
        Assert.Equal(4, frame.Batches().Sum(batch => batch.RowCount));
        Assert.Equal(2, passes);
    }

    [Fact]
    public void A_frame_of_a_table_is_the_table()
    {
        DataFrame frame = Small;

        Assert.Same(Small, frame.ToTable());
        Assert.Equal([["x"], ["y"], ["z"]], Columns.Rows(frame.MapBatches(Small.Select("b").Schema, batch => batch.Select("b")).ToTable()));
        Assert.Equal(0, new DataFrame(Small.Schema, _ => []).ToTable().RowCount);
    }

    [Fact]
    public void A_cancelled_pass_ends()
    {
        using var cancel = new CancellationTokenSource();
        var frame = new DataFrame(Small.Schema, _ => Enumerable.Repeat(Small, 10));

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in frame.Batches(cancel.Token)) cancel.Cancel();
        });
    }
}
