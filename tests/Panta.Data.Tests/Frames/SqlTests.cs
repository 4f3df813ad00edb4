using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using static Panta.Data.Expressions.Functions;

namespace Panta.Data.Tests.Frames;

public sealed class SqlTests
{
    static readonly Dictionary<string, DataFrame> Frames = new()
    {
        ["a"] = Table.Of(("id", new Column<int>(DataType.Int32, new[] { 1, 2, 3 })), ("name", TextColumn.Of(["x", "it's", null]))),
        ["b"] = Table.Of(("id", new Column<int>(DataType.Int32, new[] { 2, 3 })), ("v", new Column<double>(DataType.Float64, new[] { 0.5, 1.5 }))),
    };

    [Fact]
    public void Frames_are_queried_by_their_names_with_parameters_as_values()
    {
        var frame = DataFrame.Sql("WITH big AS (SELECT * FROM b WHERE v > $2) SELECT a.id, v FROM A JOIN big USING (id) WHERE name = $1 OR name IS NULL ORDER BY 1", Frames, "it's", 0.1);

        Assert.Equal([[2, 0.5], [3, 1.5]], Columns.Rows(frame.ToTable()));
        Assert.Equal([[3, 1.5]], Columns.Rows(frame.Where(Col("v") > 1).ToTable()));
    }

    [Fact]
    public void Parameters_are_never_syntax()
    {
        var frame = DataFrame.Sql("SELECT ? AS t, ? AS n, ? AS d FROM a LIMIT 1", Frames, "'); DROP TABLE a; --", null, new DateOnly(2024, 2, 29));

        Assert.Equal([["'); DROP TABLE a; --", null, new DateOnly(2024, 2, 29)]], Columns.Rows(frame.ToTable()));
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')", "'read_csv' as a table")]
    [InlineData("SELECT * FROM '/etc/passwd'", "'/etc/passwd', which is none of its frames")]
    [InlineData("SELECT * FROM a WHERE id IN (SELECT 1 FROM \"x.parquet\")", "'x.parquet'")]
    [InlineData("SELECT (SELECT count(*) FROM duckdb_settings())", "'duckdb_settings' as a table")]
    [InlineData("SELECT * FROM information_schema.tables", "'tables'")]
    [InlineData("SELECT current_setting('threads')", "'current_setting'")]
    [InlineData("FROM a UNION ALL FROM query('SELECT 1')", "'query' as a table")]
    [InlineData("COPY a TO '/tmp/x'", "cannot be read")]
    [InlineData("SELECT 1; SELECT 2", "2 statements")]
    [InlineData("DROP TABLE a", "cannot be read")]
    [InlineData("SELEC 1", "cannot be read")]
    [InlineData("DESCRIBE a", "Schema")]
    public void What_reads_something_else_than_frames_is_refused(string sql, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => DataFrame.Sql(sql, Frames)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parameters_too_few_or_too_many_are_said()
    {
        Assert.Contains("1 were given", Assert.Throws<ArgumentException>(() => DataFrame.Sql("SELECT * FROM a WHERE id = $2", Frames, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("1 parameters, 2 were given", Assert.Throws<ArgumentException>(() => DataFrame.Sql("SELECT * FROM a WHERE id = ?", Frames, 1, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", Assert.Throws<ArgumentException>(() => DataFrame.Sql("SELECT nowhere FROM a", Frames)).Message, StringComparison.Ordinal);
    }
}
