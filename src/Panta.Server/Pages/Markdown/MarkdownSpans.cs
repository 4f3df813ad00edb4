using System.Buffers;
using System.Text;

namespace Panta.Server.Pages;

/// <summary>
/// Writes what stands in a line of Markdown: code, emphasis, links. A mark that nothing closes, and a link to anything but the web, stay text. Takes time
/// in proportion to the text.
/// </summary>
/// <param name="html">Where it is written.</param>
/// <param name="depth">In how many emphases the text lies; deeper than some nothing is one any more.</param>
/// <param name="inLink">Whether it is a link's words, in which no other link may stand.</param>
sealed class MarkdownSpans(StringBuilder html, int depth = 0, bool inLink = false)
{
    const int Deepest = 6;

    static readonly (string Mark, string Tag)[] _emphases = [("**", "strong"), ("__", "strong"), ("~~", "del"), ("*", "em"), ("_", "em")];

    static readonly SearchValues<char> _marks = SearchValues.Create("\\`[!*_~");

    // A mark that nothing closes from one place on is not looked for again.
    readonly List<(string Mark, string Tag)> _open = depth < Deepest ? [.. _emphases] : [];

    readonly StringBuilder _plain = new();

    /// <summary>A text without its marks.</summary>
    public static string Plain(string text)
    {
        var written = new StringBuilder();
        new MarkdownSpans(written).Write(text);
        var plain = new StringBuilder();
        var isTag = false;
        foreach (var c in written.ToString())
        {
            if (c is '<' or '>') isTag = c == '<';
            else if (!isTag) plain.Append(c);
        }

        return System.Net.WebUtility.HtmlDecode(plain.ToString());
    }

    /// <summary>Writes a text; its line ends are kept.</summary>
    public void Write(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var next = text.AsSpan(at).IndexOfAny(_marks);
            var plain = next < 0 ? text.Length - at : next;
            _plain.Append(text, at, plain);
            at += plain;
            if (at < text.Length) at += Mark(text, at);
        }

        Flush();
    }

    /// <summary>Writes what a mark begins, or the mark, and answers how many characters that were.</summary>
    int Mark(string text, int at)
    {
        var taken = text[at] switch
        {
            '\\' => Escaped(text, at),
            '`' => Code(text, at),
            '[' or '!' => Link(text, at),
            _ => Emphasis(text, at),
        };
        if (taken > 0) return taken;

        _plain.Append(text[at]);
        return 1;
    }

    /// <summary>Writes what was no mark: text, and the addresses in it.</summary>
    void Flush()
    {
        foreach (var (text, isLink) in Prose.Of(_plain.ToString()))
        {
            if (isLink && !inLink) Anchor(text, MarkdownText.Encoded(text));
            else html.Append(string.Join("<br>", text.Split('\n').Select(MarkdownText.Encoded)));
        }

        _plain.Clear();
    }

    int Escaped(string text, int at)
    {
        if (at + 1 == text.Length || !char.IsAscii(text[at + 1]) || !(char.IsPunctuation(text[at + 1]) || char.IsSymbol(text[at + 1]))) return 0;

        _plain.Append(text[at + 1]);
        return 2;
    }

    int Code(string text, int at)
    {
        var marks = at;
        while (marks < text.Length && text[marks] == '`') marks++;
        var close = text.IndexOf(text[at..marks], marks, StringComparison.Ordinal);
        if (close < 0)
        {
            _plain.Append(text, at, marks - at);
            return marks - at;
        }

        Flush();
        html.Append("<code>").Append(MarkdownText.Encoded(text[marks..close].Trim())).Append("</code>");
        return close + (marks - at) - at;
    }

    /// <summary>A link, or a picture as a link: <c>[words](address "title")</c>.</summary>
    int Link(string text, int at)
    {
        var start = text[at] == '!' ? at + 1 : at;
        if (inLink || start == text.Length || text[start] != '[') return 0;

        var end = Find(text, start + 1, "[]");
        if (end < 0 || text[end] != ']' || end + 1 == text.Length || text[end + 1] != '(') return 0;

        var close = Find(text, end + 2, ")\n");
        if (close < 0 || text[close] != ')') return 0;

        var address = text[(end + 2)..close].Trim().Split(' ')[0].Trim('<', '>');
        if (!IsAllowed(address)) return 0;

        Flush();
        var words = new StringBuilder();
        new MarkdownSpans(words, depth + 1, inLink: true).Write(end > start + 1 ? text[(start + 1)..end] : address);
        Anchor(address, words.ToString());
        return close + 1 - at;
    }

    int Emphasis(string text, int at)
    {
        foreach (var (mark, tag) in _open)
        {
            if (string.CompareOrdinal(text, at, mark, 0, mark.Length) != 0) continue;

            var from = at + mark.Length;
            if (from >= text.Length || char.IsWhiteSpace(text[from]) || (mark[0] == '_' && at > 0 && char.IsLetterOrDigit(text[at - 1]))) return 0;

            var close = Close(text, from, mark);
            if (close < 0)
            {
                _open.Remove((mark, tag));
                return 0;
            }

            Flush();
            html.Append($"<{tag}>");
            new MarkdownSpans(html, depth + 1, inLink).Write(text[from..close]);
            html.Append($"</{tag}>");
            return close + mark.Length - at;
        }

        return 0;
    }

    /// <summary>Where a mark is closed: after something that is no space, and one of a single sign not inside a double.</summary>
    static int Close(string text, int from, string mark)
    {
        for (var at = Find(text, from + 1, mark[..1]); at >= 0; at = Find(text, at + 1, mark[..1]))
        {
            if (string.CompareOrdinal(text, at, mark, 0, mark.Length) != 0) continue;

            var after = at + mark.Length < text.Length ? text[at + mark.Length] : ' ';
            if (char.IsWhiteSpace(text[at - 1]) || (mark[0] == '_' && char.IsLetterOrDigit(after))) continue;
            if (mark.Length == 1 && (after == mark[0] || text[at - 1] == mark[0])) continue;
            return at;
        }

        return -1;
    }

    static int Find(string text, int from, string any) =>
        from < text.Length && text.AsSpan(from).IndexOfAny(any) is var found and >= 0 ? from + found : -1;

    void Anchor(string address, string words)
    {
        html.Append("<a href=\"").Append(MarkdownText.Encoded(address)).Append('"');
        if (address[0] is not ('/' or '#')) html.Append(" rel=\"noopener noreferrer nofollow\" target=\"_blank\"");
        html.Append('>').Append(words).Append("</a>");
    }

    // A page of this server, a place on this page, the web, mail; nothing that runs, and no host by the back door ("//host", "/\host").
    static bool IsAllowed(string address)
    {
        if (address.StartsWith('#')) return true;
        if (address.StartsWith('/')) return address.Length == 1 || address[1] is not ('/' or '\\');
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto"
            && address.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase);
    }
}
