using System.Collections.Immutable;
using Panta.Data.Schemas;

namespace Panta.Data.Tests.Schemas;

public sealed class SchemaTests
{
    static readonly Schema Small = new(new Field("a", DataType.Int32), new Field("b", DataType.String) { Nullable = false });

    [Fact]
    public void Fields_are_found_by_exact_name()
    {
        Assert.Equal(1, Small.IndexOf("b"));
        Assert.Null(Small.Find("A"));
        Assert.False(Small.Contains("A"));
        Assert.Equal("Column 'A' is not there. Columns: a, b.", Assert.Throws<ColumnNotFoundException>(() => Small["A"]).Message);
    }

    [Fact]
    public void Two_fields_of_one_name_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Schema(new Field("a", DataType.Int32), new Field("a", DataType.String)));

        Assert.Contains("'a' is there twice", error.Message);
    }

    [Fact]
    public void Fields_are_put_replaced_selected_and_left_out()
    {
        Assert.Equal("(a: double, b: string not null, c: date)", Small.With(new("a", DataType.Float64)).With(new("c", DataType.Date)).ToString());
        Assert.Equal("(b: string not null, a: integer)", Small.Select("b", "a").ToString());
        Assert.Equal(Schema.Empty, Small.Without("b", "a", "no such"));
    }

    [Fact]
    public void Schemas_are_equal_when_all_that_is_known_of_their_fields_is()
    {
        Field Full(string unit) => new("v", DataType.Vector)
        {
            Unit = unit,
            Nominal = ["x", "y"],
            Slots = [new("s", DataType.Float64)],
            Metadata = ImmutableSortedDictionary<string, string>.Empty.Add("k", "v"),
        };

        Assert.Equal(new Schema(Full("m")), new Schema(Full("m")));
        Assert.Equal(new Schema(Full("m")).GetHashCode(), new Schema(Full("m")).GetHashCode());
        Assert.NotEqual(new Schema(Full("m")), new Schema(Full("s")));
        Assert.NotEqual(Small, Small.Select("b", "a"));
        Assert.NotEqual(Full("m"), Full("m") with { Nominal = ["x", "z"] });
        Assert.NotEqual(Full("m"), Full("m") with { Slots = null });
    }

    [Theory]
    [InlineData("boolean")]
    [InlineData("byte")]
    [InlineData("short")]
    [InlineData("integer")]
    [InlineData("long")]
    [InlineData("float")]
    [InlineData("double")]
    [InlineData("decimal(38,0)")]
    [InlineData("string")]
    [InlineData("binary")]
    [InlineData("date")]
    [InlineData("timestamp")]
    [InlineData("timestamp_ntz")]
    [InlineData("vector")]
    public void The_name_of_a_flat_type_reads_back(string name)
    {
        Assert.Equal(name, DataType.Parse(name).ToString());
        Assert.Equal(DataType.Parse(name), DataType.Parse(name));
    }

    [Theory]
    [InlineData("int")]
    [InlineData("decimal(39,0)")]
    [InlineData("decimal(5,6)")]
    [InlineData("decimal(5)")]
    [InlineData("decimal(-1,0)")]
    [InlineData("")]
    public void What_is_no_type_is_refused_with_those_there_are(string name)
    {
        Assert.Contains("Allowed: boolean, byte", Assert.Throws<FormatException>(() => DataType.Parse(name)).Message);
    }

    [Fact]
    public void Nested_types_are_equal_when_their_parts_are()
    {
        Assert.Equal("struct<a:array<long>,m:map<string,double>>", Nested(DataType.Int64).ToString());
        Assert.Equal(Nested(DataType.Int64), Nested(DataType.Int64));
        Assert.NotEqual(Nested(DataType.Int64), Nested(DataType.Int32));
        Assert.NotEqual(DataType.Decimal(5, 2), DataType.Decimal(5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataType.Decimal(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataType.Decimal(5, 6));
    }

    static DataType Nested(DataType element) =>
        DataType.Struct(new(new Field("a", DataType.Array(element)), new Field("m", DataType.Map(DataType.String, DataType.Float64))));
}
