using Panta.Tracking.Filters;

namespace Panta.Tracking.Tests.Filters;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("metrics.loss < 0.1", "metrics", "loss", "<", "0.1")]
    [InlineData("metrics.loss<=-1e0", "metrics", "loss", "<=", "-1e0")]
    [InlineData("tags.a='b'", "tags", "a", "=", "'b'")]
    [InlineData("tags.a = \"it's\"", "tags", "a", "=", "'it's'")]
    [InlineData("params.`a b` like 'x%'", "params", "a b", "LIKE", "'x%'")]
    [InlineData("metrics.\"a b\" > 1", "metrics", "a b", ">", "1")]
    [InlineData("`tags`.env != 'x'", "tags", "env", "!=", "'x'")]
    [InlineData("tags.mlflow.runName ILIKE 'x'", "tags", "mlflow.runName", "ILIKE", "'x'")]
    [InlineData("`run name` = 'x'", null, "run name", "=", "'x'")]
    [InlineData("status = 'FINISHED'", null, "status", "=", "'FINISHED'")]
    [InlineData("run_id IN ('a','b')", null, "run_id", "IN", "'a' 'b'")]
    [InlineData("run_id not in ( 'a' )", null, "run_id", "NOT IN", "'a'")]
    [InlineData("tags.x IS NULL", "tags", "x", "IS NULL", "")]
    [InlineData("tags.x is not null", "tags", "x", "IS NOT NULL", "")]
    [InlineData("metrics. = 1", "metrics", "", "=", "1")]
    public void Comparisons_are_read_with_their_parts(string filter, string? prefix, string key, string symbol, string values)
    {
        var clause = Assert.Single(FilterParser.Parse(filter));

        Assert.Equal((prefix, key, symbol, values), (clause.Prefix, clause.Key, clause.Symbol, string.Join(' ', clause.Values)));
    }

    [Fact]
    public void Clauses_are_joined_by_and_in_any_case()
    {
        var clauses = FilterParser.Parse("a = 'x' AND b > 2 and c is null");

        Assert.Equal(["a", "b", "c"], clauses.Select(c => c.Key));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("tags.a")]
    [InlineData("= 'x'")]
    [InlineData("tags.a = ")]
    [InlineData("tags.a = 'x")]
    [InlineData("tags.a = 'x''y'")]
    [InlineData("tags.a == 'x'")]
    [InlineData("tags.a <> 'x'")]
    [InlineData("(tags.a = 'x')")]
    [InlineData("tags.a = 'x' OR tags.b = 'y'")]
    [InlineData("tags.a = 'x' AND")]
    [InlineData("AND tags.a = 'x'")]
    [InlineData("NOT tags.a = 'x'")]
    [InlineData("tags.a = 'x' tags.b = 'y'")]
    [InlineData("tags.a = 'x'; DROP TABLE runs")]
    [InlineData("tags.a = 'x' -- comment")]
    [InlineData("run_id IN ()")]
    [InlineData("run_id IN ('a'")]
    [InlineData("run_id IN 'a'")]
    [InlineData("tags.a IS 'x'")]
    public void What_the_grammar_does_not_know_is_refused(string filter) =>
        Assert.StartsWith("Invalid clause(s) in filter string", Assert.Throws<InvalidFilterException>(() => FilterParser.Parse(filter)).Message);

    [Fact]
    public void Filters_beyond_the_limits_are_refused()
    {
        var many = string.Join(" AND ", Enumerable.Repeat("tags.a = 'x'", 201));

        Assert.Contains("at most 200", Assert.Throws<InvalidFilterException>(() => FilterParser.Parse(many)).Message);
        Assert.Contains("at most 100000", Assert.Throws<InvalidFilterException>(() => FilterParser.Parse(new string('x', 100_001))).Message);
    }

    [Theory]
    [InlineData("metrics.loss", "loss", false)]
    [InlineData("metrics.`a b` desc", "a b", true)]
    [InlineData("params.x ASC", "x", false)]
    public void Orders_are_read_with_their_direction(string text, string key, bool descending)
    {
        var order = Assert.Single(FilterParser.ParseOrder([text]));

        Assert.Equal((key, descending), (order.Key, order.Descending));
    }

    [Theory]
    [InlineData("")]
    [InlineData("metrics.a SIDEWAYS")]
    [InlineData("metrics.a, metrics.b")]
    [InlineData("metrics.a ASC DESC")]
    public void Orders_that_say_more_or_less_than_one_key_are_refused(string text) =>
        Assert.StartsWith("Invalid order_by clause", Assert.Throws<ArgumentException>(() => FilterParser.ParseOrder([text])).Message);

    [Fact]
    public void No_text_makes_the_parser_fail_in_another_way()
    {
        var random = new Random(5);
        const string Signs = "tags.a='x'\"` ()<>=!,;ANDINLIKE%_0.5-é\n";
        for (var trial = 0; trial < 20_000; trial++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Signs[random.Next(Signs.Length)]));

            var error = Record.Exception(() => FilterParser.Parse(text));

            Assert.True(error is null or ArgumentException, $"'{text}': {error}");
        }
    }
}
