using Panta.Data.Delta;
using Panta.Data.Expressions;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Delta;

public sealed class DeltaRuleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string TablePath => _folder["table"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_constraint_holds_for_the_rows_there_and_for_every_write()
    {
        var table = Made();

        Assert.Contains("a row breaks the constraint 'small': x < 2. The row: {'id': 2, 'x': 2.5}", Refusal(() => table.AddConstraint("small", "x < 2")), StringComparison.Ordinal);
        Assert.Equal(2, table.AddConstraint("Positive", "x > 0 AND id IS NOT NULL"));
        Assert.Contains("a row breaks the constraint 'positive': x > 0 AND id IS NOT NULL. The row: {'id': 3, 'x': -1.0}", Refusal(() => table.Append(Rows((3, -1)))), StringComparison.Ordinal);
        Assert.Contains("constraint 'positive'", Refusal(() => table.Append(Rows((3, null)))), StringComparison.Ordinal);
        Assert.Contains("constraint 'positive'", Refusal(() => table.Update(Col("id").EqualTo(1L), new Dictionary<string, Expression> { ["x"] = -Col("x") })), StringComparison.Ordinal);
        Assert.Contains("constraint 'positive'", Refusal(() => table.Overwrite(Rows((1, 0)))), StringComparison.Ordinal);
        Assert.Contains("constraint 'positive'", Refusal(() => table.Merge(
            Rows((9, -9)), Expression.Parse("target.id = source.id"), new() { WhenNotMatched = [MergeClause.InsertAll()] })), StringComparison.Ordinal);
        Assert.Equal((2, 1), (table.Version, Directory.GetFiles(TablePath, "*.parquet").Length));
        Assert.Equal(3, table.DropConstraint("POSITIVE"));
        Assert.Equal(4, table.Append(Rows((3, -1))));
    }

    [Fact]
    public void A_constraint_that_cannot_be_read_stops_writing_by_its_name()
    {
        var table = Made();
        table.AddConstraint("ok", "x > 0");
        var log = Path.Combine(TablePath, "_delta_log", $"{2:D20}.json");
        File.WriteAllText(log, File.ReadAllText(log).Replace("\"delta.constraints.ok\":\"x > 0\"", "\"delta.constraints.ok\":\"frobnicate(x)\"", StringComparison.Ordinal)
            .Replace("\"delta.constraints.ok\":\"x \\u003E 0\"", "\"delta.constraints.ok\":\"frobnicate(x)\"", StringComparison.Ordinal));

        var again = DeltaTable.Open(TablePath);

        Assert.Contains("constraint 'ok' (feature 'checkConstraints'), frobnicate(x), cannot be checked", Refusal(() => again.Append(Rows((3, 1)))), StringComparison.Ordinal);
        Assert.Equal(2, again.Read().RowCount);
    }

    [Fact]
    public void An_invariant_of_a_column_is_kept()
    {
        var schema = new Schema(new Field("id", DataType.Int64), new Field("x", DataType.Float64)
        {
            Metadata = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("delta.invariants", """{"expression":{"expression":"x > 3"}}"""),
        });
        var table = DeltaTable.Create(TablePath, schema);

        Assert.Equal(1, table.Append(Rows((1, 4))));
        Assert.Contains("a row breaks the invariant of column 'x': x > 3. The row: {'id': 2, 'x': 3.0}", Refusal(() => table.Append(Rows((2, 3)))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_append_only_table_takes_rows_and_gives_none_back()
    {
        var table = Made();
        table.SetProperties(new Dictionary<string, string> { ["delta.appendOnly"] = "true" });

        Assert.Equal(3, table.Append(Rows((3, 1))));
        Assert.Contains("'delta.appendOnly' is true", Refusal(() => table.Delete(Functions.Lit(true))), StringComparison.Ordinal);
        Assert.Contains("'delta.appendOnly' is true", Refusal(() => table.Overwrite(Rows())), StringComparison.Ordinal);
        Assert.Equal(4, table.Optimize().Version);
        table.SetProperties(new Dictionary<string, string>(), ["delta.appendOnly"]);
        Assert.Equal(3, table.Delete(Functions.Lit(true)).Deleted);
    }

    [Theory]
    [InlineData("delta.enableChangeDataFeed", "true", "is not supported")]
    [InlineData("delta.constraints.a", "x > 0", "add it by AddConstraint")]
    [InlineData("delta.isolationLevel", "SnapshotIsolation", "allowed are Serializable")]
    [InlineData("delta.logRetentionDuration", "long", "is no duration")]
    public void Properties_that_cannot_simply_be_set_are_refused(string name, string value, string why)
    {
        var table = Made();

        Assert.Contains(why, Refusal(() => table.SetProperties(new Dictionary<string, string> { [name] = value })), StringComparison.Ordinal);
    }

    [Fact]
    public void Nested_columns_grow_by_fields_and_keep_what_they_had()
    {
        var first = Nested(new(new Field("x", DataType.Int32)), [1]);
        var table = DeltaTable.Create(TablePath, first.Schema);
        table.Append(first);
        var wider = Nested(new(new Field("x", DataType.Int32), new Field("y", DataType.String)), [2, "two"]);

        Assert.Contains("there is no field 's.y'", Refusal(() => table.Append(wider)), StringComparison.Ordinal);
        table.Append(wider, addColumns: true);
        table.Append(first);

        Assert.Equal(3, table.Read().RowCount);
        Assert.Equal("struct<x:integer,y:string>", table.Snapshot().Fields["s"].Type.ToString());
    }

    static Table Nested(Schema fields, object?[] values)
    {
        var type = DataType.Struct(fields);
        var columns = fields.Fields.Select((field, i) => Columns.Of(field.Type, values[i])).ToArray();
        return new(new(new Field("s", type)), [new StructColumn(fields, [.. columns])]);
    }

    DeltaTable Made()
    {
        var table = DeltaTable.Create(TablePath, new(new Field("id", DataType.Int64), new Field("x", DataType.Float64)));
        table.Append(Rows((1, 1.5), (2, 2.5)));
        return table;
    }

    static Table Rows(params (long Id, double? X)[] rows) => Table.Of(
        ("id", Columns.Of(DataType.Int64, [.. rows.Select(row => (object?)row.Id)])), ("x", Columns.Of(DataType.Float64, [.. rows.Select(row => (object?)row.X)])));

    static string Refusal(Action action) => Assert.Throws<DeltaException>(action).Message;
}
