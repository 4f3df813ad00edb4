using Panta.Serving.Endpoints;

namespace Panta.Serving.Tests.Endpoints;

public sealed class RequestIdTests
{
    [Theory]
    [InlineData("a-B_9.z")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void A_fit_header_is_kept(string header) => Assert.Equal(header, RequestId.Of(header, TimeProvider.System));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("../x")]
    [InlineData("a\n")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Anything_else_gets_a_new_uuid_of_version_seven(string? header)
    {
        var id = Guid.Parse(RequestId.Of(header, TimeProvider.System));

        Assert.Equal(7, id.Version);
    }
}
