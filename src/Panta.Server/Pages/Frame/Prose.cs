using System.Text.RegularExpressions;

namespace Panta.Server.Pages;

/// <summary>Finds the links to the web in what people wrote. Everything else stays text, so that no markup of theirs reaches the page.</summary>
static partial class Prose
{
    /// <summary>The text in pieces; where <c>Link</c> is true the piece is an http or https address.</summary>
    public static IReadOnlyList<(string Text, bool Link)> Of(string text)
    {
        var pieces = new List<(string Text, bool Link)>();
        var from = 0;
        foreach (var match in Address().EnumerateMatches(text))
        {
            var length = match.Length;
            while (length > 0 && ".,;:!?)]}'\"".Contains(text[match.Index + length - 1])) length--; // the sentence's, not the address's
            if (!Uri.TryCreate(text.Substring(match.Index, length), UriKind.Absolute, out _)) continue;
            if (match.Index > from) pieces.Add((text[from..match.Index], false));
            pieces.Add((text.Substring(match.Index, length), true));
            from = match.Index + length;
        }
        if (from < text.Length) pieces.Add((text[from..], false));
        return pieces;
    }

    [GeneratedRegex(@"\bhttps?://[^\s<>""]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
