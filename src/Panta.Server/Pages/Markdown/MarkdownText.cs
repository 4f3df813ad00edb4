using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Panta.Server.Pages;

/// <summary>
/// What people wrote, as HTML: headings, lists, quotes, tables, code, emphasis and links of Markdown. Tags and attributes are only those that this
/// class and its parts write; all else of the text is encoded, so that HTML in it is read, never run. No picture is fetched: its address becomes a link.
/// </summary>
static partial class MarkdownText
{
    /// <summary>Longer texts are shown as they are: nobody wrote them to be read as a page.</summary>
    public const int Longest = 100_000;

    static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The HTML of a text.</summary>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder(text.Length * 2);
        if (text.Length > Longest) html.Append("<pre class=\"code wraps\">").Append(Encoded(text)).Append("</pre>");
        else new MarkdownBlocks(html).Write(text.ReplaceLineEndings("\n").Split('\n'), 0);
        return html.ToString();
    }

    /// <summary>The first line of a text without its marks, for one line of a page; empty where it has none.</summary>
    public static string FirstLine(string text)
    {
        var first = text.AsSpan().TrimStart();
        var end = first.IndexOfAny('\r', '\n');
        var line = (end < 0 ? first : first[..end]).TrimEnd().ToString();
        return MarkdownSpans.Plain(HeadingEnd().Replace(line[BlockMark().Match(line).Length..], ""));
    }

    /// <summary>Text as it may stand in HTML, in attributes too.</summary>
    public static string Encoded(string text) => _encoder.Encode(text).Replace("&#xA;", "\n", StringComparison.Ordinal);

    [GeneratedRegex(@"\A(#{1,6}[ \t]+|>[ \t]*|[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)*", RegexOptions.NonBacktracking)]
    private static partial Regex BlockMark();

    [GeneratedRegex(@"(\A|[ \t]+)#+\z", RegexOptions.NonBacktracking)]
    private static partial Regex HeadingEnd();
}
