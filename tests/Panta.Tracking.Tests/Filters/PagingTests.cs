using Panta.Tracking.Engines;
using Panta.Tracking.Filters;

namespace Panta.Tracking.Tests.Filters;

public sealed class PagingTests
{
    [Theory]
    [InlineData("x!", "Invalid page token, could not base64-decode 'x!'.")]
    [InlineData("eA==", "Invalid page token: it holds no position. Start again without a token.")]
    [InlineData("e30=", "Invalid page token: it holds no position. Start again without a token.")]
    [InlineData("W10=", "Invalid page token: it holds no position. Start again without a token.")]
    [InlineData("eyJhZnRlciI6WyJpMSJdfQ==", "Invalid page token: it belongs to a search with another order. Start again without a token.")]
    [InlineData("eyJhZnRlciI6WyJ4MSIsImkyIl19", "Invalid page token: it holds no position. Start again without a token.")]
    public void Foreign_tokens_are_refused(string token, string message)
    {
        var paging = new Paging([("a", false), ("b", true)]);

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => paging.After(token, new(Dialect.Sqlite))).Message);
    }

    [Fact]
    public void A_position_is_compared_key_by_key()
    {
        var sql = new SqlText(Dialect.Sqlite);

        new Paging([("a", false), ("b", true)]).After("eyJhZnRlciI6WyJpMSIsInR4Il19", sql);

        Assert.Equal("a >= @v0\n  AND ((a > @v0) OR (a = @v0 AND b < @v1))", sql.Where);
    }
}
