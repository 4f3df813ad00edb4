using System.Collections.Immutable;
using Panta.Data.Expressions;
using Panta.Data.Frames;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Splits;

/// <summary>
/// Parts rows by time, so that what is tested lies after what was learned from: before the first instant, between each and the next (half-open), from the last
/// on. The instants are given, or follow from proportions of the rows.
/// </summary>
/// <remarks>Parts keep the order of rows. One pass; with <see cref="Weights"/> two, the first to find the instants.</remarks>
public sealed record TimeSplit : RowSplit
{
    // 0.8 + 0.1 of ten rows is nine rows, though the numbers add up to a little less.
    const double RoundedDown = 1e-9;

    /// <summary>Gets the column of times: timestamp, or timestamp_ntz and date taken as UTC.</summary>
    public required string Column { get; init; }

    /// <summary>Gets the instants that part, ascending. Default none: <see cref="Weights"/> say where.</summary>
    public ImmutableArray<DateTimeOffset> Instants { get; init; } = [];

    /// <summary>
    /// Gets the proportions of the rows, earliest part first; each 0 or more, their sum more than 0. Rows of one instant stay together, in the later part.
    /// Default none: <see cref="Instants"/> say where.
    /// </summary>
    public ImmutableArray<double> Weights { get; init; } = [];

    /// <summary>This split with the instants that its weights come to on some rows: so that later rows are parted where these were.</summary>
    /// <param name="data">The rows; read once, unless the instants are given.</param>
    /// <param name="cancel">Ends the pass with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">
    /// A parameter is out of its range, the column holds no times, a time is null, or the rows have too few instants to part between.
    /// </exception>
    public TimeSplit Fixed(DataFrame data, CancellationToken cancel = default)
    {
        var parts = CheckedCount(data);
        if (!Instants.IsEmpty) return this;

        var cuts = Cuts(data, parts, cancel);
        for (var i = 1; i < cuts.Length; i++)
            if (cuts[i] <= cuts[i - 1])
                throw new ArgumentException(
                    $"The rows have too few instants in column '{Column}' to part them by ({string.Join(", ", Weights)}). Take fewer parts, or more rows.");

        return this with { Weights = [], Instants = [.. cuts.Select(cut => DateTimeOffset.UnixEpoch.AddTicks(cut * TimeSpan.TicksPerMicrosecond))] };
    }

    private protected override int CheckedCount(DataFrame data)
    {
        if (Instants.IsDefaultOrEmpty == Weights.IsDefaultOrEmpty)
            throw new ArgumentException("A split by time needs at least one instant, or weights; not both.");

        var type = data.Schema[Column].Type;
        if (type.Kind is not (TypeKind.Timestamp or TypeKind.TimestampNtz or TypeKind.Date))
            throw new ArgumentException($"Column '{Column}' holds {type}, no time. Allowed: timestamp, timestamp_ntz, date.");
        if (Instants.IsDefaultOrEmpty) return new Weights(Weights).Count;

        for (var i = 1; i < Instants.Length; i++)
            if (Instants[i] <= Instants[i - 1]) throw new ArgumentException($"Instants must ascend: {Instants[i]:O} follows {Instants[i - 1]:O}.");
        return Instants.Length + 1;
    }

    private protected override PartedRows Parts(Table table) => Fixed(table).PartsOf(table);

    private protected override IEnumerable<PartedRows> Pass(DataFrame data, CancellationToken cancel)
    {
        var split = Fixed(data, cancel);
        foreach (var batch in data.Batches(cancel)) yield return split.PartsOf(batch);
    }

    PartedRows PartsOf(Table table)
    {
        var bounds = Instants.Select(instant => (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond).ToArray();
        return new(table, Array.ConvertAll(Times(table), time =>
        {
            var at = Array.BinarySearch(bounds, time);
            return at < 0 ? ~at : at + 1;
        }));
    }

    // The instant of the first row of each later part. Distinct instants come in order with the rows at each, counted and sorted on disk where there are many.
    long[] Cuts(DataFrame data, int parts, CancellationToken cancel)
    {
        var (weights, cuts) = (new Weights(Weights), new long[parts - 1]);
        var (part, before, last) = (0, 0L, -1L);
        var schema = new Schema(new Field("t", DataType.Int64) { Nullable = false });
        var times = new DataFrame(schema, pass => data.Batches(pass).Select(batch => new Table(schema, [new Column<long>(DataType.Int64, Times(batch))])));
        var counted = times.GroupBy("t").Agg(Functions.Count().As("n")).WithColumn("total", Functions.Sum(Functions.Col("n")).Over(new Window()));
        foreach (var batch in counted.OrderBy("t").Batches(cancel))
        {
            var (at, count, total) = (Longs(batch, "t"), Longs(batch, "n"), Longs(batch, "total"));
            for (var i = 0; i < batch.RowCount; i++)
            {
                (before, last) = (before + count.Span[i], at.Span[i]);
                while (part < cuts.Length && (long)(total.Span[i] * weights[part] + RoundedDown) < before) cuts[part++] = last;
            }
        }

        while (part < cuts.Length) cuts[part++] = last + 1;
        return cuts;
    }

    static ReadOnlyMemory<long> Longs(Table batch, string name) => ((Column<long>)batch[name]).Values;

    long[] Times(Table table)
    {
        var column = table[Column];
        for (var row = 0; row < table.RowCount; row++)
            if (column.IsNull(row))
                throw new ArgumentException($"Column '{Column}' is null in row {row}: a row without a time has no part. Drop such rows first.");

        return column switch
        {
            Column<long> times => times.Values.ToArray(),
            Column<int> days => Array.ConvertAll(days.Values.ToArray(), day => day * (TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond)),
            _ => throw new ArgumentException($"Column '{Column}' holds {column.Type}, no time."),
        };
    }
}
