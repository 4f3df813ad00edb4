using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Tables;

public sealed class VectorColumnTests
{
    static readonly VectorColumn Dense = VectorColumn.Dense(2, new double[] { 1, 0, 0, 0, 0, 4, 5, 6 }, Validity.Of(4, row => row != 1));
    static readonly VectorColumn Sparse = VectorColumn.Sparse(2, new[] { 0, 1, 1, 2, 4 }, new[] { 0, 1, 0, 1 }, new double[] { 1, 4, 5, 6 }, Validity.Of(4, row => row != 1));
    static readonly VectorColumn View = VectorColumn.View([Columns.Ints(1, 9, 0, 5), VectorColumn.Dense(1, new double[] { 0, 0, 4, 6 }, Validity.Of(4, row => row != 1))], 4);

    public static TheoryData<string, VectorColumn> Forms => new() { { "dense", Dense }, { "sparse", Sparse }, { "view", View } };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_same_rows_and_slots(string form, VectorColumn column)
    {
        double[]?[] rows = [[1, 0], null, [0, 4], [5, 6]];

        Assert.Equal(form == "sparse", column.IsSparse);
        Assert.Equal(rows, Columns.Values(column));
        Assert.Equal([1, double.NaN, 0, 5], column.Slot(0).ToArray());
        Assert.Equal([0, double.NaN, 4, 6], column.Slot(1).ToArray());
        Assert.Equal(rows[1..3], Columns.Values(column.Slice(1, 2)));
        Assert.Equal([0, 4, 5, 6], Copied((VectorColumn)column.Slice(1, 3), 1, 2));
        Assert.Equal([double.NaN, double.NaN], Copied(column, 1, 1));
        Assert.Equal([rows[3], rows[1]], Columns.Values(column.Slice(1, 3).Take([2, 0])));
        Assert.Equal([4, 6], ((VectorColumn)column.Slice(2, 2)).Slot(1).ToArray());
    }

    [Fact]
    public void Forms_join_and_sparse_ones_stay_sparse()
    {
        var mixed = (VectorColumn)Column.Concat([Dense, Sparse.Slice(1, 3), View]);
        var sparse = (VectorColumn)Column.Concat([Sparse.Slice(2, 2), Sparse]);

        double[]?[] rows = [[1, 0], null, [0, 4], [5, 6]];
        Assert.Equal([.. rows, .. rows[1..], .. rows], Columns.Values(mixed));
        Assert.True(sparse.IsSparse);
        Assert.Equal([.. rows[2..], .. rows], Columns.Values(sparse));
    }

    [Fact]
    public void A_view_lays_parts_side_by_side_without_copying()
    {
        var x = new Column<double>(DataType.Float64, new double[] { 1, 2 });

        var view = VectorColumn.View([x, Columns.Of(DataType.Bool, true, null), VectorColumn.View([x, VectorColumn.Sparse(2, new[] { 0, 1, 3 }, new[] { 1, 0, 1 }, new double[] { 4, 5, 6 })], 2)], 2);

        Assert.Equal(5, view.Size);
        Assert.Equal([1, 1, 1, 0, 4, 2, double.NaN, 2, 5, 6], Copied(view, 0, 2));
        Assert.True(view.Slot(0).Equals(x.Values));
        Assert.True(view.Slot(2).Equals(x.Values));
    }

    [Fact]
    public void Parts_that_are_no_numbers_or_of_another_length_are_refused()
    {
        Assert.Contains("A column of string is no slot", Assert.Throws<ArgumentException>(() => VectorColumn.View([Columns.Texts("a")], 1)).Message);
        Assert.Contains("A part has 2 rows, the vector column 3", Assert.Throws<ArgumentException>(() => VectorColumn.View([Columns.Ints(1, 2)], 3)).Message);
        Assert.Contains("2 vectors of 3 slots need 6 values, 5 are there", Assert.Throws<ArgumentException>(() => VectorColumn.Dense(3, new double[5], Validity.All(2))).Message);
        Assert.Contains("different sizes", Assert.Throws<ArgumentException>(() => Column.Concat([Dense, VectorColumn.Dense(1, new double[1])])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dense.Slot(2));
    }

    [Fact]
    public void Sparse_rows_are_seen_as_they_are_kept()
    {
        ((VectorColumn)Sparse.Slice(2, 2)).SparseRow(1, out var slots, out var values);

        Assert.Equal([0, 1], slots.ToArray());
        Assert.Equal([5, 6], values.ToArray());
    }

    static double[] Copied(VectorColumn column, int start, int count)
    {
        var into = new double[count * column.Size];
        column.CopyRows(start, count, into);
        return into;
    }
}
