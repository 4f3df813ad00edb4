using Panta.Server.Pages;

namespace Panta.Server.Tests.Pages;

public sealed class ProseTests
{
    [Theory]
    [InlineData("no link at all", "")]
    [InlineData("see https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&c=2")]
    [InlineData("(http://example.org/x), then https://b.example", "http://example.org/x https://b.example")]
    [InlineData("javascript:alert(1) data:text/html,x file:///etc/passwd", "")]
    [InlineData("https://a.example/\"onmouseover=alert(1)", "https://a.example/")]
    public void Only_addresses_of_the_web_become_links(string text, string links)
    {
        var pieces = Prose.Of(text);

        Assert.Equal(links, string.Join(' ', pieces.Where(piece => piece.Link).Select(piece => piece.Text)));
        Assert.Equal(text, string.Concat(pieces.Select(piece => piece.Text)));
    }
}
