using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Expectations;

public sealed class SchemaEnforcementTests
{
    [Theory]
    [InlineData("double", "3.0", "long", 3L)]
    [InlineData("double", "3.5", "long", null)]
    [InlineData("double", "NaN", "integer", null)]
    [InlineData("long", "128", "byte", null)]
    [InlineData("long", "-128", "byte", (sbyte)-128)]
    [InlineData("long", "9007199254740992", "double", 9007199254740992d)]
    [InlineData("long", "9007199254740993", "double", null)]
    [InlineData("double", "0.5", "float", 0.5f)]
    [InlineData("double", "0.1", "float", null)]
    [InlineData("decimal(38,0)", "12345678901", "long", 12345678901L)]
    [InlineData("string", "12.5", "double", 12.5)]
    [InlineData("string", "n/a", "double", null)]
    [InlineData("string", "12", "integer", 12)]
    [InlineData("string", "12.0", "integer", null)]
    [InlineData("string", "true", "boolean", true)]
    [InlineData("long", "1", "boolean", true)]
    [InlineData("long", "2", "boolean", null)]
    [InlineData("long", "5", "string", null)]
    public void A_value_becomes_another_type_only_without_loss(string from, string value, string to, object? expected)
    {
        var column = Tests.Columns.Of(DataType.Parse(from), from == "string" ? value : decimal.TryParse(value, out var number) ? number : double.NaN);
        var enforcement = new SchemaEnforcement { Schema = new(new Field("x", DataType.Parse(to))) };

        if (expected is null)
        {
            Assert.Equal(SchemaProblemKind.WrongType, Assert.Single(enforcement.Check(Table.Of(("x", column)))).Kind);
            return;
        }

        Assert.Equal(expected, enforcement.Apply(Table.Of(("x", column)))["x"].Value(0));
    }

    [Fact]
    public void Texts_become_times_and_dates_but_local_times_no_instants()
    {
        var table = Table.Of(
            ("day", Tests.Columns.Texts("2024-02-29")),
            ("at", Tests.Columns.Texts("2024-02-29T12:00:00+02:00")),
            ("local", Tests.Columns.Of(DataType.Date, new DateOnly(2024, 2, 29))),
            ("odd", Tests.Columns.Of(DataType.TimestampNtz, new DateTime(2024, 2, 29))));
        var schema = new Schema(new("day", DataType.Date), new("at", DataType.Timestamp), new("local", DataType.TimestampNtz));

        var applied = new SchemaEnforcement { Schema = schema, DropExtra = true }.Apply(table);

        Assert.Equal([[new DateOnly(2024, 2, 29), new DateTimeOffset(2024, 2, 29, 10, 0, 0, TimeSpan.Zero), new DateTime(2024, 2, 29)]], Tests.Columns.Rows(applied));
        Assert.Equal(SchemaProblemKind.WrongType, Assert.Single(new SchemaEnforcement { Schema = new(new Field("odd", DataType.Timestamp)), DropExtra = true }.Check(table)).Kind);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        var table = Table.Of(
            ("many", Tests.Columns.Texts("1", "x", "3", null)),
            ("none", Tests.Columns.Texts("a", "b", "c", "d")),
            ("gap", Tests.Columns.Ints(1, null, null, 4)),
            ("extra", Tests.Columns.Ints(1, 2, 3, 4)));
        var schema = new Schema(
            new("missing", DataType.Date), new("many", DataType.Int64), new("none", DataType.Float64), new("gap", DataType.Int32) { Nullable = false });

        var error = Assert.Throws<SchemaMismatchException>(() => new SchemaEnforcement { Schema = schema }.Apply(table));

        Assert.Equal(
            """
            The data do not fit the schema:
            Column 'missing' (date) is missing.
            Column 'many' has 1 of 3 values that are no long, the first in row 1: 'x'.
            Column 'none' holds string, and none of its values is double; the first in row 0: 'a'.
            Column 'gap' is null in 2 of 4 rows, the first row 1, and may not be.
            Column 'extra' is not in the schema: drop it, or allow extra columns.
            """.ReplaceLineEndings(" "),
            error.Message);
        Assert.Equal([1], error.Problems[1].FailingRows.ToArray());
        Assert.Equal([1, 2], error.Problems[3].FailingRows.ToArray());
    }

    [Fact]
    public void Columns_come_in_the_order_and_with_the_fields_of_the_schema()
    {
        var schema = new Schema(new Field("b", DataType.Float64) { Unit = "°C", Nullable = false }, new Field("a", DataType.Int32));

        var applied = new SchemaEnforcement { Schema = schema }.Apply(Table.Of(("a", Tests.Columns.Ints(1, null)), ("b", Tests.Columns.Ints(2, 3))));

        Assert.Equal(schema, applied.Schema);
        Assert.Equal([[2.0, 1], [3.0, null]], Tests.Columns.Rows(applied));
    }
}
