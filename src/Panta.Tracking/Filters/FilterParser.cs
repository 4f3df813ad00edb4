namespace Panta.Tracking.Filters;

/// <summary>
/// Reads MLflow's filter and order strings: comparisons joined by AND, keys quoted by backticks or quotes, keywords in any case. What the
/// grammar does not know is refused, so nothing of the text ever reaches SQL but as a parameter.
/// </summary>
sealed class FilterParser
{
    const int LengthLimit = 100_000;
    const int ClauseLimit = 200;
    const int ValueLimit = 10_000; // below what SQLite and PostgreSQL take as parameters of one statement
    const int OrderLimit = 32; // each key may join a table, of which SQLite joins 64
    const int OrderLength = 1000;

    readonly string _text;
    int _at;

    FilterParser(string text) => _text = text;

    bool AtEnd => _at >= _text.Length;

    /// <summary>The clauses of a filter; none for an absent or empty one.</summary>
    /// <exception cref="ArgumentException">The text does not follow the grammar: <see cref="InvalidFilterException"/> says where.</exception>
    public static IReadOnlyList<Comparison> Parse(string? filter)
    {
        if (string.IsNullOrEmpty(filter)) return [];
        if (filter.Length > LengthLimit) throw new InvalidFilterException(
            $"Invalid clause(s) in filter string: it has {filter.Length} characters; at most {LengthLimit} are allowed.", LengthLimit, filter.Length - LengthLimit);

        var parser = new FilterParser(filter);
        var clauses = new List<Comparison>();
        do clauses.Add(parser.ReadComparison());
        while (parser.TryWord("AND"));

        if (!parser.AtEnd) throw parser.Invalid();
        if (clauses.Count > ClauseLimit) throw new InvalidFilterException(
            $"Invalid clause(s) in filter string: it has {clauses.Count}; at most {ClauseLimit} are allowed.", clauses[ClauseLimit].Start,
            clauses[^1].End - clauses[ClauseLimit].Start);
        if (clauses.Sum(c => c.Values.Count) is > ValueLimit and var values) throw new InvalidFilterException(
            $"Invalid clause(s) in filter string: its lists have {values} values; at most {ValueLimit} are allowed.", clauses[0].Start,
            clauses[^1].End - clauses[0].Start);
        return clauses;
    }

    /// <summary>The keys of an order.</summary>
    /// <exception cref="ArgumentException">An entry does not follow the grammar, or there are more than 32.</exception>
    public static IReadOnlyList<OrderClause> ParseOrder(IReadOnlyList<string> orderBy)
    {
        RequireOrderCount(orderBy.Count);
        return [.. orderBy.Select(ParseOrder)];
    }

    /// <summary>Requires an order of at most 32 keys.</summary>
    public static void RequireOrderCount(int count)
    {
        if (count > OrderLimit) throw new ArgumentException($"Invalid order_by clause: it has {count} keys; at most {OrderLimit} are allowed.");
    }

    static OrderClause ParseOrder(string text)
    {
        if (text.Length > OrderLength) throw new ArgumentException(
            $"Invalid order_by clause '{text[..40]}…': it has {text.Length} characters; at most {OrderLength} are allowed.");

        var parser = new FilterParser(text);
        var (prefix, key) = parser.ReadIdentifier(() => new ArgumentException(
            $"Invalid order_by clause '{text}'. Write one key, as in metrics.loss, then ASC or DESC or nothing."));
        var descending = parser.TryWord("DESC");
        if (!descending) parser.TryWord("ASC");
        parser.SkipSpace();
        return parser.AtEnd ? new(prefix, key, descending) : throw new ArgumentException(
            $"Invalid order_by clause '{text}'. After the key comes ASC, DESC or nothing.");
    }

    Comparison ReadComparison()
    {
        SkipSpace();
        var start = _at;
        var (prefix, key) = ReadIdentifier(Invalid);
        var comparison = ReadOperator();
        IReadOnlyList<Literal> values = comparison switch
        {
            Operator.IsNull or Operator.IsNotNull => [],
            Operator.In or Operator.NotIn => ReadList(),
            _ => [ReadLiteral()],
        };
        var end = _at;
        SkipSpace();
        return new(prefix, key, comparison, values) { Start = start, End = end };
    }

    (string? Prefix, string Key) ReadIdentifier(Func<ArgumentException> invalid)
    {
        SkipSpace();
        if (AtEnd) throw invalid();
        if (IsQuote(_text[_at]))
        {
            var quoted = ReadQuoted();
            if (AtEnd || _text[_at] != '.') return (null, quoted);

            _at++;
            return (quoted, !AtEnd && IsQuote(_text[_at]) ? ReadQuoted() : ReadBare());
        }

        var bare = ReadBare();
        if (bare.Length == 0) throw invalid();
        if (bare.EndsWith('.') && !AtEnd && IsQuote(_text[_at])) return (bare[..^1], ReadQuoted());

        var dot = bare.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (null, bare) : (bare[..dot], bare[(dot + 1)..]);
    }

    Operator ReadOperator()
    {
        SkipSpace();
        var start = _at;
        while (!AtEnd && _text[_at] is '=' or '!' or '<' or '>') _at++;
        if (_at > start)
            return _text[start.._at] switch
            {
                "=" => Operator.Equal,
                "!=" => Operator.NotEqual,
                ">" => Operator.Greater,
                ">=" => Operator.GreaterOrEqual,
                "<" => Operator.Less,
                "<=" => Operator.LessOrEqual,
                _ => throw Invalid(start),
            };

        if (TryWord("LIKE")) return Operator.Like;
        if (TryWord("ILIKE")) return Operator.ILike;
        if (TryWord("IN")) return Operator.In;
        if (TryWord("NOT") && TryWord("IN")) return Operator.NotIn;
        if (!TryWord("IS")) throw Invalid(start);

        var negated = TryWord("NOT");
        if (!TryWord("NULL")) throw Invalid(start);
        return negated ? Operator.IsNotNull : Operator.IsNull;
    }

    Literal ReadLiteral()
    {
        SkipSpace();
        if (AtEnd) throw Invalid();
        if (_text[_at] is '\'' or '"')
        {
            var text = ReadQuoted();
            return AtEnd || char.IsWhiteSpace(_text[_at]) || _text[_at] is ',' or ')' ? new(text, true) : throw Invalid();
        }

        var bare = ReadBare();
        return bare.Length > 0 ? new(bare, false) : throw Invalid();
    }

    List<Literal> ReadList()
    {
        SkipSpace();
        if (AtEnd || _text[_at++] != '(') throw Invalid();

        var values = new List<Literal>();
        do
        {
            values.Add(ReadLiteral());
            SkipSpace();
        }
        while (!AtEnd && _text[_at++] == ',');

        return _text[_at - 1] == ')' ? values : throw Invalid();
    }

    string ReadQuoted()
    {
        var close = _text.IndexOf(_text[_at], _at + 1);
        if (close < 0) throw Invalid();

        var inner = _text[(_at + 1)..close];
        _at = close + 1;
        return inner;
    }

    string ReadBare()
    {
        var start = _at;
        while (!AtEnd && !char.IsWhiteSpace(_text[_at]) && !"=!<>(),;'\"`".Contains(_text[_at])) _at++;
        return _text[start.._at];
    }

    bool TryWord(string word)
    {
        SkipSpace();
        var end = _at + word.Length;
        if (end > _text.Length || !_text.AsSpan(_at, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase)) return false;
        if (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] is '_' or '.')) return false;

        _at = end;
        return true;
    }

    void SkipSpace()
    {
        while (!AtEnd && char.IsWhiteSpace(_text[_at])) _at++;
    }

    static bool IsQuote(char c) => c is '`' or '\'' or '"';

    InvalidFilterException Invalid() => Invalid(_at);

    InvalidFilterException Invalid(int at)
    {
        var start = Math.Min(at, _text.Length);
        var word = _text.AsSpan(start).IndexOfAny(" \t\r\n");
        return new(
            $"Invalid clause(s) in filter string: '{_text[start..]}' in \"{_text}\". "
            + "A filter is comparisons joined by AND, as in metrics.loss < 0.1 AND params.solver = 'lbfgs'.",
            start, word < 0 ? _text.Length - start : Math.Max(word, 1));
    }
}
