using Panta.Server.Pages;

namespace Panta.Server.Tests.Pages;

public sealed class ProseTests
{
    [Theory]
    [InlineData("no link at all", "")]
    [InlineData("see https://notes.example/a?b=1&c=2.", "https://notes.example/a?b=1&c=2")]
    [InlineData("(http://notes.example/x), then https://b.example", "http://notes.example/x https://b.example")]
    [InlineData("javascript:alert(1) data:text/html,x file:///etc/passwd", "")]
    [InlineData("https://a.example/\"onmouseover=alert(1)", "https://a.example/")]
    public void Only_addresses_of_the_web_become_links(string text, string links)
    {
        var pieces = Prose.Of(text);

        Assert.Equal(links, string.Join(' ', pieces.Where(piece => piece.Link).Select(piece => piece.Text)));
        Assert.Equal(text, string.Concat(pieces.Select(piece => piece.Text)));
    }
}
