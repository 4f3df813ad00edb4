using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>Finds out how CSV files are to be read: delimiter, header, columns and types, from the beginnings of up to ten of them.</summary>
sealed class CsvSniffer
{
    const int SampleFiles = 10;
    const int HeadBytes = 1 << 20;
    const int SmallHeadBytes = 1 << 16;
    const int CountedRecords = 1_000;

    readonly CsvOptions _options;
    readonly ImmutableArray<string> _files;
    readonly byte[][] _nulls;
    readonly ImmutableArray<ColumnGuess.Candidate> _candidates;
    readonly List<string> _names = [];
    readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    readonly List<ColumnGuess> _guesses = [];
    readonly List<string> _notes = [];
    long _rows;
    bool _isShortHeader;

    CsvSniffer(ImmutableArray<string> files, CsvOptions options)
    {
        (_files, _options) = (files, options);
        _nulls = [.. options.NullTexts.Select(Encoding.UTF8.GetBytes)];
        _candidates = ColumnGuess.Candidates(options);
    }

    /// <summary>Decides how files are read.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or two contradict each other.</exception>
    /// <exception cref="FileReadException">The files' columns are not those asked for, or not the same in all.</exception>
    public static CsvPlan Plan(ImmutableArray<string> files, CsvOptions options)
    {
        CsvChecks.Options(options);
        return new CsvSniffer(files, options).Plan();
    }

    CsvPlan Plan()
    {
        var head = CsvHead.Of(_files[0], _options, HeadBytes);
        var options = _options with { Delimiter = (char)head.Dialect.Delimiter };
        var count = CountOf(head);
        for (var i = 0; i < count; i++) _guesses.Add(new(_candidates));
        Look(head, [.. Enumerable.Range(0, count)], passFirst: true);
        var header = IsHeader(head, count);
        if (!header) LookAtFirst(head, count);
        foreach (var name in NamesOf(head, count, header)) AddName(name);

        var files = ImmutableArray.CreateBuilder<CsvPlan.File>(_files.Length);
        files.Add(new(head, [.. Enumerable.Range(0, count)]));
        for (var i = 1; i < _files.Length; i++)
        {
            var sampled = (long)i * (SampleFiles - 1) / (_files.Length - 1) != (i - 1L) * (SampleFiles - 1) / (_files.Length - 1);
            files.Add(Other(CsvHead.Of(_files[i], options, sampled ? HeadBytes : SmallHeadBytes), count, header, sampled));
        }

        var names = _names.ToImmutableArray();
        var partitions = HivePartitions.Of(_files, name => _options.Schema?.Find(name)?.Type ?? _options.Types.GetValueOrDefault(name));
        CsvChecks.Columns(_files[0], _options, names, partitions, files);
        return Typed(names, files.MoveToImmutable(), header, partitions);
    }

    CsvPlan Typed(ImmutableArray<string> names, ImmutableArray<CsvPlan.File> files, bool header, HivePartitions partitions)
    {
        var found = names.Select((name, i) => TypeOf(name, _guesses[i])).ToList();
        var (delimiter, looked) = (Shown((char)files[0].Head.Dialect.Delimiter), Math.Min(_files.Length, SampleFiles));
        _notes.Insert(0, string.Create(
            CultureInfo.InvariantCulture, $"delimiter {delimiter}, {(header ? "with" : "without")} header, {_rows} rows of {looked} file(s) looked at"));
        if (!files[0].Head.IsUtf8) _notes.Add($"encoding {_options.Encoding ?? "by the byte order mark"}");
        var columns = found.Select(column => column.Report)
            .Concat(partitions.Columns.Select(column => new InferredColumn(column.Name, column.Type) { Note = "by the folders' names" }));
        var plan = new CsvPlan(_options, files, names, [.. found.Select(column => column.Type)], header, partitions, new([.. columns], _rows, [.. _notes]));
        return _options.Schema is { } schema ? InOrder(plan, schema) : plan;
    }

    // Columns in the order of the schema asked for.
    static CsvPlan InOrder(CsvPlan plan, Schema schema)
    {
        var places = plan.Names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        ImmutableArray<int> order = [.. schema.Names.Where(places.ContainsKey).Select(name => places[name])];
        var place = new int[order.Length];
        for (var i = 0; i < order.Length; i++) place[order[i]] = i;
        return plan with
        {
            Names = [.. order.Select(i => plan.Names[i])],
            Types = [.. order.Select(i => plan.Types[i])],
            Files = [.. plan.Files.Select(file => file with { Columns = [.. file.Columns.Select(column => place[column])] })],
        };
    }

    (CsvType Type, InferredColumn Report) TypeOf(string name, ColumnGuess guess)
    {
        var (type, report) = guess.Found(name, new(DataType.String, null, _options.DecimalSeparator, _options.Thousands));
        if ((_options.Schema?.Find(name)?.Type ?? _options.Types.GetValueOrDefault(name)) is not { } given) return (type, report);

        var format = given == type.Type ? type.Format : FormatFor(given);
        return (type with { Type = given, Format = format }, new(name, given) { IsGiven = true, Values = report.Values, Nulls = report.Nulls,
            Format = format?.Pattern });
    }

    TimeFormat? FormatFor(DataType type) => type.Kind switch
    {
        TypeKind.Date when _options.DateFormat is { } form => TimeFormat.Parse(form),
        TypeKind.Timestamp or TypeKind.TimestampNtz when _options.TimestampFormat is { } form => TimeFormat.Parse(form),
        _ => null,
    };

    // How many values most records have; the first may be a header of its own count.
    int CountOf(CsvHead head)
    {
        using var records = head.Open(_options);
        var counts = new Dictionary<int, int>();
        for (var (seen, first) = (0, true); seen < CountedRecords && CsvHead.Guarded(head.Path, records.MoveNext);)
        {
            if (records.Count == 0) continue;
            if (!first) counts[records.Count] = counts.GetValueOrDefault(records.Count) + 1;
            first = false;
            seen++;
        }

        if (!_options.Names.IsEmpty) return _options.Names.Length;
        if (counts.Count == 0 && head.First.IsEmpty) throw new FileReadException(head.Path, null, "it has no rows, not even a header.");
        return counts.Count == 0 ? head.First.Length : counts.OrderByDescending(count => count.Value)
            .ThenByDescending(count => count.Key == head.First.Length).First().Key;
    }

    void Look(CsvHead head, ImmutableArray<int> columns, bool passFirst)
    {
        using var records = head.Open(_options);
        var most = Math.Max(1, _options.SampleRows / Math.Min(SampleFiles, _files.Length));
        for (var seen = 0; seen < most && CsvHead.Guarded(head.Path, records.MoveNext);)
        {
            if (records.Count == 0 || (passFirst && records.Line == head.FirstLine)) continue;

            seen++;
            if (records.Problem is not null || !records.Has(columns.Length)) continue;

            _rows++;
            for (var i = 0; i < columns.Length; i++) Add(_guesses[columns[i]], records[i], records.IsQuoted(i), head.Path, records.Line);
        }
    }

    void LookAtFirst(CsvHead head, int count)
    {
        if (head.First.Length != count) return;

        _rows++;
        for (var i = 0; i < count; i++) Add(_guesses[i], Encoding.UTF8.GetBytes(head.First[i]), quoted: false, head.Path, head.FirstLine);
    }

    void Add(ColumnGuess guess, ReadOnlySpan<byte> value, bool quoted, string file, long line)
    {
        if ((!quoted || _options.QuotedNulls) && IsNull(value)) guess.AddNull();
        else guess.Add(value, file, line);
    }

    bool IsNull(ReadOnlySpan<byte> value)
    {
        foreach (var text in _nulls)
            if (value.SequenceEqual(text)) return true;
        return false;
    }

    // A header's names are texts, and of a column that is not text they are none of its values. Where all columns are text, a first line of distinct names is
    // one.
    bool IsHeader(CsvHead head, int count)
    {
        if (_options.Header is { } given) return given;
        if (head.First.Length != count) return true;

        var values = head.First.Select(value => Encoding.UTF8.GetBytes(value)).ToList();
        if (values.Any(value => value.Length > 0 && CsvValues.IsNumber(value, _options.DecimalSeparator, _options.Thousands))) return false;
        if (Enumerable.Range(0, count).Any(i => _guesses[i].HasType))
            return Enumerable.Range(0, count).Any(i => _guesses[i].HasType && values[i].Length > 0 && !_guesses[i].WouldFit(values[i]));

        return values.All(value => value.Length > 0) && head.First.Distinct(StringComparer.OrdinalIgnoreCase).Count() == count;
    }

    IEnumerable<string> NamesOf(CsvHead head, int count, bool header)
    {
        if (!_options.Names.IsEmpty) return _options.Names;
        if (!header) return Enumerable.Range(0, count).Select(i => $"column{i}");

        var names = InHeader(head).ToList();
        if (names.Count == count + 1 && names[^1].Length == 0) names.RemoveAt(count);
        if (names.Count == count - 1)
        {
            _isShortHeader = true;
            var last = !_guesses[count - 1].HasValues;
            names.Insert(last ? count - 1 : 0, last ? $"column{count - 1}" : "row");
            var (which, called) = last ? ("last, which is empty,", names[^1]) : ("first", "row");
            _notes.Add($"the header names {count - 1} of {count} columns: the {which} is called '{called}'");
        }

        if (names.Count != count)
            throw new FileReadException(head.Path, head.FirstLine,
                $"the header has {names.Count} names, the rows have {count} values. Give the Names, and Header = true to pass over this one.");
        return Distinct(names);
    }

    // A text of SQL ends at U+0000.
    static IEnumerable<string> InHeader(CsvHead head) => head.First.Select((name, i) => !name.Contains('\0', StringComparison.Ordinal)
        ? name.Trim()
        : throw new FileReadException(head.Path, head.FirstLine,
            $"the header's name of column {i + 1} holds the character U+0000. Give the Names, and Header = true to pass over this one."));

    // SQL does not tell names apart by case.
    static IEnumerable<string> Distinct(List<string> names)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].Length == 0 ? $"column{i}" : names[i];
            for (var k = 1; !taken.Add(name); k++) name = $"{names[i]}_{k}";
            yield return name;
        }
    }

    CsvPlan.File Other(CsvHead head, int count, bool header, bool sampled)
    {
        // Columns go by their names where the files name them all, else by their places.
        var byName = header && _options.Names.IsEmpty && !_isShortHeader && head.First.Length > 0;
        ImmutableArray<int> columns = byName ? [.. Distinct([.. InHeader(head)]).Select(IndexOf)] : [.. Enumerable.Range(0, count)];
        if (sampled) Look(head, columns, header);
        return new(head, columns);
    }

    int IndexOf(string name)
    {
        if (_places.TryGetValue(name, out var place)) return place;

        _guesses.Add(new(_candidates));
        return AddName(name);
    }

    int AddName(string name)
    {
        _places.TryAdd(name, _names.Count);
        _names.Add(name);
        return _names.Count - 1;
    }

    static string Shown(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";
}
