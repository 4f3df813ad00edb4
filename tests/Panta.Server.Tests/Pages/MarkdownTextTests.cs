using System.Text.RegularExpressions;
using Panta.Server.Pages;

namespace Panta.Server.Tests.Pages;

public sealed partial class MarkdownTextTests
{
    [Theory]
    [InlineData("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>")]
    [InlineData("# Why\n## How ##\n### In C#", "<h3>Why</h3><h4>How</h4><h5>In C#</h5>")]
    [InlineData("**bold** and *slanted*, __both__ _ways_, ~~gone~~", "<p><strong>bold</strong> and <em>slanted</em>, <strong>both</strong> <em>ways</em>, <del>gone</del></p>")]
    [InlineData("a **b *c* d** e", "<p>a <strong>b <em>c</em> d</strong> e</p>")]
    [InlineData("held_out_mae * 2 * 3, 2 ** 3, \\*as is\\*", "<p>held_out_mae * 2 * 3, 2 ** 3, *as is*</p>")]
    [InlineData("`a **b** <c>`", "<p><code>a **b** &lt;c&gt;</code></p>")]
    [InlineData("```python\nx = 1 < 2\n\n# no head\n```\nafter", "<pre class=\"code\"><code>x = 1 &lt; 2\n\n# no head</code></pre><p>after</p>")]
    [InlineData("- a\n- b\n  - c\n\n1. d\n2) e", "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ul><ol><li><p>d</p></li><li><p>e</p></li></ol>")]
    [InlineData("> said\n> so\n\nand", "<blockquote><p>said<br>so</p></blockquote><p>and</p>")]
    [InlineData("| a | b |\n|---|--:|\n| 1 | **2** |", "<div class=\"scroll\"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table></div>")]
    [InlineData("up\n\n---\n\ndown", "<p>up</p><hr><p>down</p>")]
    [InlineData("[run](/runs/1) and [a *b*](https://notes.example/a?b=1&c=2 \"title\")",
        "<p><a href=\"/runs/1\">run</a> and <a href=\"https://notes.example/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">a <em>b</em></a></p>")]
    [InlineData("see https://notes.example/a_b_c.", "<p>see <a href=\"https://notes.example/a_b_c\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">https://notes.example/a_b_c</a>.</p>")]
    [InlineData("![chart](https://notes.example/a.png)", "<p><a href=\"https://notes.example/a.png\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">chart</a></p>")]
    [InlineData("日本語 🚲 ünïcode", "<p>日本語 &#x1F6B2; ünïcode</p>")]
    [InlineData("", "")]
    public void Markdown_becomes_what_it_means(string text, string html) => Assert.Equal(html, MarkdownText.ToHtml(text));

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[click](javascript:alert(1))")]
    [InlineData("[click](JaVaScRiPt:alert(1))")]
    [InlineData("[click](java\tscript:alert(1))")]
    [InlineData("[click](&#106;avascript:alert(1))")]
    [InlineData("[click](data:text/html,<script>alert(1)</script>)")]
    [InlineData("[click](//evil.example/x) [click](/\\evil.example/x)")]
    [InlineData("[click](https://a.example/\"onmouseover=\"alert(1))")]
    [InlineData("![x](x\" onerror=\"alert(1))")]
    [InlineData("<javascript:alert(1)> <https://a.example/'onclick='alert(1)>")]
    [InlineData("# <svg onload=alert(1)>\n- <b>\n> <i>\n\n```\n</code></pre><script>alert(1)</script>\n```")]
    [InlineData("| <script>a | b |\n|---|---|\n| <script>b | `</code><script>` |")]
    [InlineData("**<b onclick=alert(1)>** [<img src=x>](/x) [](javascript:x)")]
    public void Script_in_markdown_is_text(string text) => RequireHarmless(MarkdownText.ToHtml(text), text);

    [Fact]
    public void Whatever_is_written_comes_out_as_known_tags_with_known_attributes_and_balanced()
    {
        string[] parts =
        [
            "**", "*", "_", "__", "~~", "`", "```\n", "[", "](", ")", "!", "<", ">", "\"", "'", "&", "\\", "\n", "\n\n", "# ", "- ", "1. ", "> ", "|", "|---|", "  ",
            "javascript:", "https://a.example/", "//", "<script>", "onclick=", "x", " ", "é", "\0", "\uD83D", "mailto:a@b.example", "#", "---\n",
        ];
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => parts[random.Next(parts.Length)]));

            RequireHarmless(MarkdownText.ToHtml(text), $"seed {seed}: {text}");
        }
    }

    [Theory]
    [InlineData("*a ")]
    [InlineData("**a")]
    [InlineData("[")]
    [InlineData("[a](")]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("`a``")]
    [InlineData("`")]
    [InlineData("|")]
    [InlineData("_a_")]
    public void Much_of_one_mark_is_written_without_end_of_memory_or_stack(string mark)
    {
        var text = string.Concat(Enumerable.Repeat(mark, 30_000 / mark.Length));

        RequireHarmless(MarkdownText.ToHtml(text), mark);
    }

    [Theory]
    [InlineData("## A **bold** [link](https://a.example)\nmore", "A bold link")]
    [InlineData("\n\n- first <b>\n- second", "first <b>")]
    [InlineData("**all** of _it_\r\nmore", "all of it")]
    [InlineData("> 1. quoted", "quoted")]
    [InlineData("## In C# ##", "In C#")]
    [InlineData("plain C#", "plain C#")]
    [InlineData("", "")]
    public void The_first_line_stands_alone_without_marks(string text, string line) => Assert.Equal(line, MarkdownText.FirstLine(text));

    [Fact]
    public void A_text_too_long_to_be_prose_is_shown_as_it_is()
    {
        var html = MarkdownText.ToHtml("<b>" + new string('#', MarkdownText.Longest));

        Assert.StartsWith("<pre class=\"code wraps\">&lt;b&gt;###", html);
    }

    static void RequireHarmless(string html, string text)
    {
        var open = new Stack<string>();
        foreach (Match tag in Tag().Matches(html))
        {
            var name = tag.Groups[2].Value;
            Assert.True(Known().IsMatch(tag.Value), $"{tag.Value} of {text}");
            if (name is "br" or "hr") continue;
            Assert.False(tag.Value.StartsWith("<a ", StringComparison.Ordinal) && open.Contains("a"), $"a link in a link: {html}, of {text}");
            if (tag.Groups[1].Value.Length == 0) open.Push(name);
            else Assert.True(open.Count > 0 && open.Pop() == name, $"{tag.Value} closes nothing in {html}, of {text}");
        }

        Assert.Empty(open);
        Assert.DoesNotContain('<', Tag().Replace(html, ""));
    }

    [GeneratedRegex("<(/?)([a-zA-Z0-9]+)[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"\A(</?(p|br|hr|h[3-6]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|strong|em|del|code)>|</(a|div|pre)>|<pre class=""code( wraps)?"">"
        + @"|<div class=""scroll"">|<a href=""(/([^/\\""<>][^""<>]*)?|#[^""<>]*)"">"
        + @"|<a href=""(https?|mailto):[^""<>]*"" rel=""noopener noreferrer nofollow"" target=""_blank"">)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Known();
}
