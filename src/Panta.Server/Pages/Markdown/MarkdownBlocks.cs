using System.Text;
using System.Text.RegularExpressions;

namespace Panta.Server.Pages;

/// <summary>Writes the blocks of a Markdown text: paragraphs, headings, code, quotes, lists and tables. Takes time in proportion to the text.</summary>
/// <param name="html">Where they are written.</param>
sealed partial class MarkdownBlocks(StringBuilder html)
{
    const int Deepest = 6, MostColumns = 50;

    /// <summary>Writes lines, which lie in that many blocks already; deeper than some nothing is a block any more.</summary>
    public void Write(ReadOnlySpan<string> lines, int depth)
    {
        while (lines.Length > 0)
        {
            var line = lines[0];
            var taken = string.IsNullOrWhiteSpace(line) ? 1
                : Fence().Match(line) is { Success: true } fence ? Code(lines, fence.Groups[1].Value)
                : Heading().Match(line) is { Success: true } heading ? Head(heading)
                : Rule().IsMatch(line) ? Line()
                : depth < Deepest && line.StartsWith('>') ? Quote(lines, depth)
                : depth < Deepest && Item().IsMatch(line) ? List(lines, depth)
                : IsTable(lines) ? Table(lines)
                : Paragraph(lines, depth);
            lines = lines[taken..];
        }
    }

    int Code(ReadOnlySpan<string> lines, string fence)
    {
        var end = 1;
        while (end < lines.Length && !lines[end].AsSpan().Trim().StartsWith(fence)) end++;
        html.Append("<pre class=\"code\"><code>").Append(MarkdownText.Encoded(string.Join('\n', lines[1..end].ToArray()))).Append("</code></pre>");
        return Math.Min(end + 1, lines.Length);
    }

    // A page has its own heads of the first two orders.
    int Head(Match heading)
    {
        var order = Math.Min(6, heading.Groups[1].Length + 2);
        html.Append($"<h{order}>");
        new MarkdownSpans(html).Write(heading.Groups[2].Value);
        html.Append($"</h{order}>");
        return 1;
    }

    int Line()
    {
        html.Append("<hr>");
        return 1;
    }

    int Quote(ReadOnlySpan<string> lines, int depth)
    {
        var end = 1;
        while (end < lines.Length && lines[end].StartsWith('>')) end++;
        html.Append("<blockquote>");
        Write([.. lines[..end].ToArray().Select(line => line[(line.StartsWith("> ", StringComparison.Ordinal) ? 2 : 1)..])], depth + 1);
        html.Append("</blockquote>");
        return end;
    }

    int List(ReadOnlySpan<string> lines, int depth)
    {
        var isOrdered = char.IsAsciiDigit(lines[0].AsSpan().TrimStart()[0]);
        html.Append(isOrdered ? "<ol>" : "<ul>");
        var at = 0;
        while (at < lines.Length && Item().Match(lines[at]) is { Success: true } mark && char.IsAsciiDigit(mark.Groups[1].Value[0]) == isOrdered)
        {
            var end = at + 1;
            while (end < lines.Length && Continues(lines[end..])) end++;
            html.Append("<li>");
            Write([lines[at][mark.Length..], .. lines[(at + 1)..end].ToArray().Select(line => line[Indent(line, mark.Length)..])], depth + 1);
            html.Append("</li>");
            at = end;
        }

        html.Append(isOrdered ? "</ol>" : "</ul>");
        return at;
    }

    /// <summary>Whether a line belongs to the item above: it is indented, or empty before one that is.</summary>
    static bool Continues(ReadOnlySpan<string> lines) =>
        string.IsNullOrWhiteSpace(lines[0]) ? lines.Length > 1 && lines[1].StartsWith("  ", StringComparison.Ordinal) : lines[0].StartsWith("  ", StringComparison.Ordinal);

    static int Indent(string line, int most) => Math.Min(most, line.Length - line.AsSpan().TrimStart(' ').Length);

    static bool IsTable(ReadOnlySpan<string> lines) => lines.Length > 1 && lines[0].Contains('|') && TableRule().IsMatch(lines[1]);

    int Table(ReadOnlySpan<string> lines)
    {
        var columns = Math.Min(MostColumns, Cells(lines[0]).Length);
        html.Append("<div class=\"scroll\"><table><thead>");
        Row(lines[0], "th", columns);
        html.Append("</thead><tbody>");
        var end = 2;
        for (; end < lines.Length && lines[end].Contains('|'); end++) Row(lines[end], "td", columns);
        html.Append("</tbody></table></div>");
        return end;
    }

    void Row(string line, string tag, int columns)
    {
        html.Append("<tr>");
        foreach (var cell in Cells(line).Take(columns))
        {
            html.Append($"<{tag}>");
            new MarkdownSpans(html).Write(cell.Trim());
            html.Append($"</{tag}>");
        }

        html.Append("</tr>");
    }

    static string[] Cells(string line) => line.Trim().Trim('|').Split('|');

    // Notes are written line by line: their line ends are kept.
    int Paragraph(ReadOnlySpan<string> lines, int depth)
    {
        var end = 1;
        while (end < lines.Length && !Begins(lines[end], depth)) end++;
        html.Append("<p>");
        new MarkdownSpans(html).Write(string.Join('\n', lines[..end].ToArray().Select(line => line.Trim())));
        html.Append("</p>");
        return end;
    }

    /// <summary>Whether a line ends the paragraph before it.</summary>
    static bool Begins(string line, int depth) => string.IsNullOrWhiteSpace(line) || Fence().IsMatch(line) || Heading().IsMatch(line) || Rule().IsMatch(line)
        || (depth < Deepest && (line.StartsWith('>') || Item().IsMatch(line)));

    [GeneratedRegex(@"\A {0,3}(```|~~~)", RegexOptions.NonBacktracking)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\A {0,3}(#{1,6})[ \t]+(.*?)([ \t]+#+)?[ \t]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\A {0,3}(-[ ]*-[ ]*-[- ]*|\*[ ]*\*[ ]*\*[* ]*|_[ ]*_[ ]*_[_ ]*)\z", RegexOptions.NonBacktracking)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\A {0,3}([-*+]|[0-9]{1,9}[.)])[ \t]+", RegexOptions.NonBacktracking)]
    private static partial Regex Item();

    [GeneratedRegex(@"\A[ |]*:?-+:?[-:| ]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex TableRule();
}
