using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Panta.Learning.Features;

/// <summary>
/// R's formula notation as Spark reads it: <c>label ~ terms</c> with <c>+</c>, <c>-</c>, <c>*</c> (both and their interaction), <c>:</c> (interaction),
/// <c>^n</c>, parentheses, <c>.</c> (all columns but the label), <c>1</c> and <c>0</c> (intercept), names in backquotes where they are no words. Read by
/// descent, nothing is evaluated.
/// </summary>
/// <param name="Label">The label's column; empty where the formula has none.</param>
/// <param name="Terms">Each term the columns that interact in it; the column <c>.</c> stands for all.</param>
/// <param name="Removed">Terms taken out again.</param>
/// <param name="HasIntercept">Whether an intercept is meant, so that the first text term loses a category.</param>
sealed partial record Formula(string Label, ImmutableArray<ImmutableArray<string>> Terms, ImmutableArray<ImmutableArray<string>> Removed, bool HasIntercept)
{
    const string All = ".";

    /// <summary>Reads a formula such as <c>y ~ a + b</c>.</summary>
    /// <exception cref="FormatException">The text is no formula; the message says where.</exception>
    public static Formula Parse(string text)
    {
        var reading = new Reading(text, Tokens(text));
        return reading.Formula();
    }

    /// <summary>The terms over the columns there are: <c>.</c> replaced, removed terms taken out, each term once.</summary>
    public ImmutableArray<ImmutableArray<string>> Resolve(IEnumerable<string> columns)
    {
        var others = columns.Where(column => column != Label).ToList();
        var removed = Expand(Removed, others).Select(Key).ToHashSet();
        return [.. Expand(Terms, others).Where(term => !removed.Contains(Key(term))).DistinctBy(Key)];
    }

    static IEnumerable<ImmutableArray<string>> Expand(ImmutableArray<ImmutableArray<string>> terms, List<string> columns) =>
        terms.SelectMany(term => term.Aggregate((IEnumerable<ImmutableArray<string>>)[[]], (expanded, factor) =>
            expanded.SelectMany(part => (factor == All ? columns : [factor]).Select(column => part.Contains(column) ? part : part.Add(column)))));

    // a:b and b:a are one term.
    static string Key(ImmutableArray<string> term) => string.Join('\n', term.Order(StringComparer.Ordinal));

    static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var match = Token().Match(text, at);
            if (!match.Success || match.Index != at)
                throw new FormatException(
                    $"Formula '{text}' has '{text[at]}' at character {at + 1}, where a column, a number or one of ~ + - * : ^ ( ) . may stand.");
            at += match.Length;
            if (match.Value.Trim().Length > 0) tokens.Add(match.Value.Trim());
        }

        return tokens;
    }

    [GeneratedRegex(@"\s+|`[^`]+`|(?:[a-zA-Z_]|\.[a-zA-Z_])[a-zA-Z0-9._]*|\d+|[~+\-*:^().]")]
    private static partial Regex Token();

    sealed class Reading(string text, List<string> tokens)
    {
        int _at;

        string? Next => _at < tokens.Count ? tokens[_at] : null;

        public Formula Formula()
        {
            var label = Next is { } first && IsColumn(first) ? Name(tokens[_at++]) : "";
            Expect("~");
            var (terms, removed) = (ImmutableArray.CreateBuilder<ImmutableArray<string>>(), ImmutableArray.CreateBuilder<ImmutableArray<string>>());
            var hasIntercept = true;
            var isRemoval = false;
            while (true)
            {
                if (Next is "0" or "1") hasIntercept = (tokens[_at++] == "1") != isRemoval;
                else (isRemoval ? removed : terms).AddRange(Product());
                if (Next is not ("+" or "-")) break;
                isRemoval = tokens[_at++] == "-";
            }

            if (Next is not null) throw Wrong();
            return new(label, terms.ToImmutable(), removed.ToImmutable(), hasIntercept);
        }

        // a*b is a + b + a:b.
        ImmutableArray<ImmutableArray<string>> Product()
        {
            var terms = Interaction();
            while (Take("*"))
            {
                var other = Interaction();
                terms = [.. terms, .. other, .. Cross(terms, other)];
            }

            return terms;
        }

        ImmutableArray<ImmutableArray<string>> Interaction()
        {
            var terms = Power();
            while (Take(":")) terms = [.. Cross(terms, Power())];
            return terms;
        }

        // (a + b)^2 is a + b + a:b: all interactions of up to that many.
        ImmutableArray<ImmutableArray<string>> Power()
        {
            var terms = Atom();
            if (!Take("^")) return terms;
            if (Next is not { } digits || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var power) || power is < 1 or > 9)
                throw Wrong();

            _at++;
            var all = terms;
            var last = terms;
            for (var i = 1; i < power; i++)
            {
                last = [.. Cross(last, terms).Where(term => term.Length == i + 1)];
                all = [.. all, .. last];
            }

            return [.. all.DistinctBy(Key)];
        }

        ImmutableArray<ImmutableArray<string>> Atom()
        {
            if (Take("("))
            {
                var sum = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
                do sum.AddRange(Product());
                while (Take("+"));
                Expect(")");
                return sum.ToImmutable();
            }

            if (Next is not { } column || (column != All && !IsColumn(column))) throw Wrong();

            _at++;
            return [[Name(column)]];
        }

        static IEnumerable<ImmutableArray<string>> Cross(ImmutableArray<ImmutableArray<string>> left, ImmutableArray<ImmutableArray<string>> right) =>
            left.SelectMany(a => right.Select(b => a.AddRange(b.Where(column => !a.Contains(column)))));

        static bool IsColumn(string token) => token[0] == '`' || char.IsLetter(token[0]) || token[0] == '_' || (token.Length > 1 && token[0] == '.');

        static string Name(string token) => token.Trim('`');

        bool Take(string token)
        {
            if (Next != token) return false;
            _at++;
            return true;
        }

        void Expect(string token)
        {
            if (!Take(token)) throw Wrong();
        }

        FormatException Wrong() =>
            new($"Formula '{text}' {(Next is null ? "ends too early" : $"has '{Next}' where it does not belong")}. "
                + "A formula reads label ~ a + b, with + - * : ^ ( ) . 0 1.");
    }
}
