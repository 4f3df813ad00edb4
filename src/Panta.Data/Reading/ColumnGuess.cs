using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Panta.Data.Schemas;

namespace Panta.Data.Reading;

/// <summary>
/// Finds out a column's type from its values: all candidates begin, each value rules out those it does not fit, and the narrowest left is the type. Narrow
/// means:
/// boolean, long, decimal(38,0) for longer integers, double, date, timestamp_ntz, timestamp, string. Numbers with a leading zero are text (00501), and dates
/// that two forms read differently are text until the form is given.
/// </summary>
sealed class ColumnGuess
{
    static readonly string[] DateForms = ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d"];
    static readonly string[] TimeForms = [" %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p"];

    readonly ImmutableArray<Candidate> _candidates;
    readonly Death?[] _deaths;
    ulong _alive;
    long _values;
    long _nulls;

    public ColumnGuess(ImmutableArray<Candidate> candidates)
    {
        _candidates = candidates;
        _deaths = new Death?[candidates.Length];
        _alive = candidates.Length == 64 ? ulong.MaxValue : (1UL << candidates.Length) - 1;
    }

    /// <summary>The candidates in order from narrow to wide, without text, which is what remains.</summary>
    public static ImmutableArray<Candidate> Candidates(CsvOptions options)
    {
        CsvType Of(DataType type, string? format = null) => new(type, format is null ? null : TimeFormat.Parse(format), options.DecimalSeparator,
            options.Thousands);
        var local = options.TimestampsAreUtc ? DataType.Timestamp : DataType.TimestampNtz;
        var candidates = new List<Candidate>
        {
            new(Of(DataType.Bool), CsvValues.IsTrueOrFalse),
            new(Of(DataType.Int64), text => !CsvValues.HasLeadingZero(text) && CsvValues.IsInteger(text, options.Thousands, long.MinValue, long.MaxValue))
            {
                Wider = 2,
            },
            new(Of(DataType.Decimal(38, 0)), text => !CsvValues.HasLeadingZero(text) && CsvValues.IsDecimal(text, options.DecimalSeparator, options.Thousands,
                38, 0)
                && text.IndexOf((byte)options.DecimalSeparator) < 0)
            {
                Wider = 1,
            },
            new(Of(DataType.Float64), text => !CsvValues.HasLeadingZero(text) && CsvValues.IsNumber(text, options.DecimalSeparator, options.Thousands)),
        };
        if (options.DateFormat is { } date) candidates.Add(new(Of(DataType.Date, date)));
        else candidates.AddRange([new(Of(DataType.Date)), .. DateForms.Select(form => new Candidate(Of(DataType.Date, form)))]);

        if (options.TimestampFormat is { } time) candidates.Add(new(Of(TimeFormat.Parse(time).HasZone ? DataType.Timestamp : local, time)));
        else
        {
            candidates.Add(new(Of(local), text => CsvValues.IsTime(text, out var zoned) && !zoned));
            if (local != DataType.Timestamp) candidates.Add(new(Of(DataType.Timestamp), text => CsvValues.IsTime(text, out var zoned) && zoned));
            candidates.AddRange(DateForms.SelectMany(form => TimeForms.Select(clock => new Candidate(Of(local, form + clock)))));
        }

        return [.. candidates];
    }

    /// <summary>Looks at a value that is not null.</summary>
    public void Add(ReadOnlySpan<byte> text, string file, long line)
    {
        _values++;
        for (var rest = _alive; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            if (_candidates[i].Fits(text))
            {
                rest &= ~(((1UL << _candidates[i].Wider) - 1) << (i + 1));
                continue;
            }

            _alive &= ~(1UL << i);
            _deaths[i] = new(_values, file, line, Encoding.UTF8.GetString(text[..Math.Min(text.Length, 100)]));
        }
    }

    /// <summary>Counts a null.</summary>
    public void AddNull() => _nulls++;

    /// <summary>Gets whether a value was seen that is not null.</summary>
    public bool HasValues => _values > 0;

    /// <summary>Gets whether the column is of another type than text.</summary>
    public bool HasType => Chosen() is not null;

    /// <summary>Whether a text would be a value of the type found.</summary>
    public bool WouldFit(ReadOnlySpan<byte> text) => Chosen() is { } chosen ? chosen.Fits(text) : true;

    /// <summary>The type found, and the report of it.</summary>
    public (CsvType Type, InferredColumn Report) Found(string name, CsvType text)
    {
        var type = Chosen()?.Type ?? text;
        var note = _values == 0 ? "no value was seen" : Chosen() is null && Ambiguous() is var (one, other)
            ? $"dates of either {one} or {other}: give DateFormat" : null;
        var report = new InferredColumn(name, type.Type) { Values = _values, Nulls = _nulls, Format = type.Format?.Pattern, Note = note };
        return (type, note is null && RuledOut() is var (what, death)
            ? report with { RuledOut = what, RuledOutBy = death.Text, Line = death.Line, File = death.File }
            : report);
    }

    Candidate? Chosen() => _values == 0 || _alive == 0 || Ambiguous() is not null ? null : _candidates[BitOperations.TrailingZeroCount(_alive)];

    // Two forms left that part the same texts in two ways.
    (string One, string Other)? Ambiguous()
    {
        if (_alive == 0) return null;

        var first = BitOperations.TrailingZeroCount(_alive);
        return Swapped(first) is { } other && (_alive >> other & 1) != 0 ? (_candidates[first].Type.Format!.Pattern, _candidates[other].Type.Format!.Pattern)
            : null;
    }

    // The form with day and month in each other's place.
    int? Swapped(int candidate)
    {
        if (_candidates[candidate].Type.Format?.Pattern is not { } form) return null;

        var swapped = form.Replace("%d", "%_", StringComparison.Ordinal).Replace("%m", "%d", StringComparison.Ordinal)
            .Replace("%_", "%m", StringComparison.Ordinal);
        for (var i = 0; i < _candidates.Length; i++)
            if (i != candidate && _candidates[i].Type.Format?.Pattern == swapped) return i;
        return null;
    }

    // Of the narrower types the one that held out longest; of a form of dates, the other form.
    (string What, Death Death)? RuledOut()
    {
        var chosen = Chosen() is null ? _candidates.Length : BitOperations.TrailingZeroCount(_alive);
        if (chosen < _candidates.Length && Swapped(chosen) is { } other && _deaths[other] is { } swapped) return (_candidates[other].Type.Format!.Pattern,
            swapped);

        var narrower = Enumerable.Range(0, chosen).Where(i => _deaths[i] is not null)
            .OrderByDescending(i => _deaths[i]!.Values).ThenByDescending(i => _candidates[i].Type.Type == DataType.Float64).ToList();
        return narrower.Count == 0 ? null : (_candidates[narrower[0]].Type.Type.ToString(), _deaths[narrower[0]]!);
    }

    sealed record Death(long Values, string File, long Line, string Text);

    public delegate bool Test(ReadOnlySpan<byte> text);

    /// <summary>A type that a column may have, and which texts speak for it.</summary>
    public sealed class Candidate(CsvType type, Test? test = null)
    {
        public CsvType Type => type;

        /// <summary>Gets how many of the next candidates fit every text that this one fits.</summary>
        public int Wider { get; init; }

        public bool Fits(ReadOnlySpan<byte> text) => test?.Invoke(text) ?? type.Fits(text);
    }
}
