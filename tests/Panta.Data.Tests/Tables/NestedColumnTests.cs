using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Tests.Tables;

public sealed class NestedColumnTests
{
    [Fact]
    public void Slices_chosen_and_joined_rows_are_those_of_the_values()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var schema = new Schema(new Field("x", NestedData.Type(random, 4)));
            var table = NestedData.Rows(random, schema, random.Next(1, 60));
            var (start, chosen) = (random.Next(table.RowCount), Enumerable.Range(0, random.Next(80)).Select(_ => random.Next(table.RowCount)).ToArray());
            var slice = table.Slice(start, random.Next(table.RowCount - start + 1));
            int[] inSlice = [.. Enumerable.Range(0, slice.RowCount).Reverse()];

            var built = Table.Concat([slice.Take(inSlice), table.Take(chosen), slice]);

            int[] rows = [.. inSlice.Select(row => start + row), .. chosen, .. Enumerable.Range(start, slice.RowCount)];
            NestedData.AssertEqual(new(schema, [Columns.Of(schema[0].Type, [.. rows.Select(table.Columns[0].Value)])], rows.Length), built, seed);
        }
    }

    [Fact]
    public void A_slice_shares_the_elements_of_its_whole()
    {
        var whole = (ArrayColumn)Columns.Of(DataType.Array(DataType.Int32), new object?[] { 1, 2 }, null, new object?[] { 3 });

        var slice = (ArrayColumn)whole.Slice(1, 2);

        Assert.Same(whole.Elements, slice.Elements);
        Assert.Equal([null, new object?[] { 3 }], Columns.Values(slice));
    }

    [Fact]
    public void Fields_of_null_structs_are_null()
    {
        var column = new StructColumn(new(new Field("a", DataType.Int32)), [Columns.Ints(1, 2, null)], Validity.Of(3, row => row != 1));

        Assert.Equal([1, null, null], Columns.Values(column["a"]));
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(column.IsNull));
    }

    [Fact]
    public void Structs_are_built_of_dictionaries_and_missing_fields_are_null()
    {
        var type = DataType.Struct(new(new Field("a", DataType.Int32), new Field("b", DataType.String)));

        var column = Columns.Of(type, new Dictionary<string, object?> { ["b"] = "x" }, null);

        Assert.Equal([new OrderedDictionary<string, object?> { ["a"] = null, ["b"] = "x" }, null], Columns.Values(column));
        Assert.Contains("'c' is no field", Assert.Throws<ArgumentException>(() => Columns.Of(type, new Dictionary<string, object?> { ["c"] = 1 })).Message);
    }

    [Fact]
    public void Maps_are_built_of_pairs_and_have_no_null_key()
    {
        var type = DataType.Map(DataType.Int32, DataType.String);

        var column = Columns.Of(type, new Dictionary<int, string?> { [2] = "x", [1] = null }, null);

        Assert.Equal([new KeyValuePair<object, object?>[] { new(2, "x"), new(1, null) }, null], Columns.Values(column));
        Assert.Contains("key", Assert.Throws<ArgumentException>(() => new MapColumn(new[] { 0, 1 }, Columns.Ints([null]), Columns.Texts("x"))).Message);
    }

    [Theory]
    [InlineData(new[] { 0, 2, 1 }, "Offset 2 is 1, after 2")]
    [InlineData(new[] { 0, 1, 4 }, "there are 3 elements")]
    [InlineData(new[] { -1, 1, 3 }, "from -1 to 3")]
    [InlineData(new int[0], "Offsets are empty")]
    public void Offsets_that_do_not_fit_are_refused(int[] offsets, string message)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new ArrayColumn(offsets, Columns.Ints(1, 2, 3))).Message);
    }

    [Fact]
    public void Arrays_of_numbers_of_one_size_are_vectors()
    {
        var column = (ArrayColumn)Columns.Of(DataType.Array(DataType.Int32), new object?[] { 9, 9 }, null, new object?[] { 1, 2 }, new object?[] { null, 4 }).Slice(1, 3);

        var vectors = column.ToVectors();

        Assert.Equal([null, new[] { 1.0, 2.0 }, new[] { double.NaN, 4.0 }], Columns.Values(vectors));
        Assert.Equal([null, new object?[] { 1.0, 2.0 }, new object?[] { double.NaN, 4.0 }], Columns.Values(vectors.As(DataType.Array(DataType.Float64))));
    }

    [Fact]
    public void Arrays_of_different_sizes_are_no_vectors()
    {
        var table = Table.Of(("v", Columns.Of(DataType.Array(DataType.Float64), new object?[] { 1.0 }, new object?[] { 1.0, 2.0 })));

        var error = Assert.Throws<ArgumentException>(() => table.AsVectors("v"));

        Assert.Contains("'v'", error.Message);
        Assert.Contains("Row 1 has 2 numbers, row 0 has 1", error.Message);
    }

    [Fact]
    public void A_batch_without_any_vector_joins_those_that_have_some()
    {
        var none = ((ArrayColumn)Columns.Of(DataType.Array(DataType.Float64), null, null)).ToVectors();

        var joined = Column.Concat([none, Table.OfVectors("v", [1, 2])["v"]]);

        Assert.Equal([null, null, new[] { 1.0, 2.0 }], Columns.Values(joined));
    }

    [Fact]
    public void Nested_types_may_differ_in_nullability_only()
    {
        var loose = Columns.Of(DataType.Array(DataType.Struct(new(new Field("a", DataType.Int32)))), new object?[] { new Dictionary<string, object?> { ["a"] = 1 } }, null);
        var strict = DataType.Array(DataType.Struct(new(new Field("a", DataType.Int32) { Nullable = false })));

        Assert.Equal(strict, loose.As(strict).Type);
        Assert.Equal(Columns.Values(loose), Columns.Values(loose.As(strict)));
        Assert.Throws<ArgumentException>(() => loose.As(DataType.Array(DataType.Struct(new(new Field("b", DataType.Int32))))));
        Assert.Throws<ArgumentException>(() => loose.As(DataType.Array(DataType.Int32)));
    }

    [Fact]
    public void Flattening_gives_each_field_a_column_at_every_depth()
    {
        var inner = new Schema(new Field("c", DataType.String));
        var fields = new Schema(new Field("a", DataType.Int32) { Unit = "°C" }, new Field("b", DataType.Struct(inner)));
        var structs = new StructColumn(fields, [Columns.Ints(1, 2), new StructColumn(inner, [Columns.Texts("x", "y")])], Validity.Of(2, row => row == 0));

        var flat = Table.Of(("s", structs), ("t", Columns.Ints(5, 6))).Flatten();

        Assert.Equal(["s.a", "s.b.c", "t"], flat.Schema.Names);
        Assert.Equal("°C", flat.Schema["s.a"].Unit);
        Assert.Equal([1, null], Columns.Values(flat["s.a"]));
        Assert.Equal(["x", null], Columns.Values(flat["s.b.c"]));
    }
}
