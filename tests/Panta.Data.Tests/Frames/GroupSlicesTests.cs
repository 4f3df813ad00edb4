using System.Runtime.InteropServices;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Tests.Splits;

namespace Panta.Data.Tests.Frames;

public sealed class GroupSlicesTests
{
    [Fact]
    public void Ten_thousand_keys_get_their_rows_in_order_and_none_is_lost()
    {
        const int Rows = 500_000, Keys = 10_000;
        var table = Mixed(Rows, Keys);

        var slices = SparkRandomTests.InBatches(table, 30_000).GroupBy("key").Slices().ToList();

        Assert.Equal(Keys, slices.Count);
        Assert.Null(slices[0].Key[0]);
        Assert.Equal(slices.Skip(1).Select(slice => (long)slice.Key[0]!).Order(), slices.Skip(1).Select(slice => (long)slice.Key[0]!));
        Assert.Equal(Rows, slices.Sum(slice => (long)slice.Rows.RowCount));
        foreach (var slice in slices)
        {
            Assert.Equal(table.Schema, slice.Rows.Schema);
            var ids = ((Column<long>)slice.Rows["id"]).Values.ToArray();
            Assert.Equal(ids.Order(), ids);
            Assert.All(ids, id => Assert.Equal(slice.Key[0], table["key"].Value((int)id)));
        }
    }

    [Fact]
    public void Slices_within_a_batch_share_its_memory()
    {
        var slices = ((DataFrame)Mixed(50_000, 100)).GroupBy("key").Slices().ToList();

        var arrays = slices.Select(slice => MemoryMarshal.TryGetArray(((Column<long>)slice.Rows["id"]).Values, out var segment) ? segment.Array : null).Distinct();

        Assert.Single(arrays);
    }

    [Fact]
    public void A_key_that_reaches_over_batches_is_put_together()
    {
        var data = new DataFrame(Mixed(1, 1).Schema, _ => Enumerable.Range(0, 5).Select(_ => Mixed(100_000, 3)));

        Assert.Equal([166_670, 166_665, 166_665], data.GroupBy("key").Slices().Select(slice => slice.Rows.RowCount));
    }

    [Fact]
    public void Memory_is_a_batch_and_a_group_however_many_rows_there_are()
    {
        const int Batches = 30, BatchRows = 100_000;
        var batch = Mixed(BatchRows, 10_000);
        var data = new DataFrame(batch.Schema, _ => Enumerable.Repeat(batch, Batches));
        var before = GC.GetTotalMemory(true);

        var (most, rows, read) = (0L, 0L, 0);
        foreach (var slice in data.GroupBy("key").Slices())
        {
            rows += slice.Rows.RowCount;
            if (read++ % 500 == 0) most = Math.Max(most, GC.GetTotalMemory(true) - before);
        }

        Assert.Equal((long)Batches * BatchRows, rows);
        // 3,000,000 rows of 20 bytes are 60 MB; a batch of 65,536 is 1.3 MB, and a few are under way.
        Assert.True(most < 16 << 20, $"{most / 1e6:F1} MB");
    }

    [Fact]
    public void Keys_may_be_of_several_columns_of_any_flat_type_or_computed()
    {
        DataFrame data = Table.Of(
            ("s", Columns.Texts("b", null, "a", "b")), ("x", Columns.Doubles(double.NaN, 1, -0.0, double.NaN)), ("row", Columns.Ints(1, 2, 3, 4)), ("key0", Columns.Ints(0, 0, 0, 0)));

        var byBoth = data.GroupBy("s", "x").Slices().ToList();
        var computed = data.GroupBy(Functions.Col("row") % 2).Slices().ToList();

        Assert.Equal([[null, 1d], ["a", 0d], ["b", double.NaN]], byBoth.Select(slice => slice.Key.ToArray()));
        Assert.True(double.IsNegative(byBoth[1].Rows.Numbers("x").Span[0]));
        Assert.Equal([[2], [3], [1, 4]], byBoth.Select(slice => Columns.Values(slice.Rows["row"])));
        Assert.Equal([[2, 4], [1, 3]], computed.Select(slice => Columns.Values(slice.Rows["row"])));
    }

    [Fact]
    public void Every_flat_type_is_a_key()
    {
        var values = new (DataType Type, object Low, object High)[]
        {
            (DataType.Bool, false, true), (DataType.Int8, (sbyte)-1, (sbyte)1), (DataType.Int16, (short)-1, (short)1), (DataType.Int32, -1, 1), (DataType.Int64, -1L, 1L),
            (DataType.Float32, -1f, 1f), (DataType.Float64, -1d, 1d), (DataType.Decimal(20, 2), -1.5m, 1.5m), (DataType.String, "a", "b"),
            (DataType.Binary, new byte[] { 1 }, new byte[] { 1, 0 }), (DataType.Date, new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2)),
            (DataType.Timestamp, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddTicks(10)), (DataType.TimestampNtz, new DateTime(2024, 1, 1), new DateTime(2024, 1, 2)),
        };
        foreach (var (type, low, high) in values)
        {
            DataFrame data = Table.Of(("k", Columns.Of(type, high, low, null, high, low)), ("i", Columns.Ints(0, 1, 2, 3, 4)));

            Assert.Equal([[2], [1, 4], [0, 3]], data.GroupBy("k").Slices().Select(slice => Columns.Values(slice.Rows["i"])));
        }
    }

    [Fact]
    public void No_rows_have_no_slices_and_no_key_is_refused()
    {
        DataFrame none = Mixed(10, 2).Slice(0, 0);

        Assert.Empty(none.GroupBy("key").Slices());
        Assert.Contains("no key", Assert.Throws<ArgumentException>(() => none.GroupBy(Array.Empty<string>()).Slices()).Message);
        Assert.Contains("no keys", Assert.Throws<ArgumentException>(() => ((DataFrame)Table.OfVectors("v", [1, 2])).GroupBy("v").Slices()).Message);
    }

    [Fact]
    public void The_example_reads_a_table_a_shop()
    {
        DataFrame sales = Table.Of(("shop", Columns.Texts("x", "y", "x")), ("amount", Columns.Doubles(1, 2, 3)));
        var totals = new Dictionary<object, double>();

        foreach (var shop in sales.GroupBy("shop").Slices()) totals[shop.Key[0]!] = shop.Rows.Numbers("amount").Span[0];

        Assert.Equal(new Dictionary<object, double> { ["x"] = 1, ["y"] = 2 }, totals);
    }

    // Keys 1 … n − 1 and null, scattered.
    static Table Mixed(int rows, int keys)
    {
        var ids = Enumerable.Range(0, rows).Select(id => (long)id).ToArray();
        return Table.Of(
            ("id", new Column<long>(DataType.Int64, ids)),
            ("key", new Column<long>(DataType.Int64, Array.ConvertAll(ids, id => id * 7919 % keys), Validity.Of(rows, row => row * 7919L % keys != 0))),
            ("half", new Column<float>(DataType.Float32, Array.ConvertAll(ids, id => id / 2f))));
    }
}
