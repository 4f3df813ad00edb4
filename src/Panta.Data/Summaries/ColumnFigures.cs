using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Summaries;

/// <summary>Computes the summary of one column by its kind: numbers, texts, times, or what can only be counted.</summary>
static class ColumnFigures
{
    const int BinCount = 24;
    const int TopCount = 10;

    // Numbers with at most this many different values also show which ones.
    const int MostNumbersListed = 10;

    public static ColumnSummary Summarise(string name, Column column)
    {
        var counted = new ColumnSummary { Name = name, Type = column.Type, Rows = column.Length, Nulls = column.Validity.NullCount(), Distinct = 0 };
        if (column.Type.IsNumeric) return OfNumbers(counted, column);
        if (column is TextColumn texts) return OfTexts(counted, texts);
        if (column.Type.Kind is TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampNtz) return OfTimes(counted, column);

        return counted with { Distinct = column.Length - counted.Nulls };
    }

    static ColumnSummary OfNumbers(ColumnSummary counted, Column column)
    {
        var all = new double[column.Length];
        column.CopyTo(0, all);
        var finite = all.Where(double.IsFinite).ToArray();
        Array.Sort(finite);
        var nans = 0;
        for (var row = 0; row < all.Length; row++)
            if (double.IsNaN(all[row]) && !column.IsNull(row)) nans++;

        var summary = counted with { NaNs = nans, Infinities = all.Count(double.IsInfinity), Distinct = DistinctOf(finite) };
        if (finite.Length == 0) return summary;

        var (mean, deviation) = Moments(finite);
        return summary with
        {
            Minimum = Text(finite[0]),
            Maximum = Text(finite[^1]),
            Mean = mean,
            StandardDeviation = deviation,
            Quantiles = [.. ColumnSummary.Levels.Select(level => Quantile(finite, level))],
            Bins = Bins(finite),
            Top = summary.Distinct <= MostNumbersListed ? Top(finite.GroupBy(value => value).Select(group => new ValueCount(Text(group.Key), group.Count()))) : [],
        };
    }

    static ColumnSummary OfTexts(ColumnSummary counted, TextColumn column)
    {
        var counts = new long[column.Dictionary.Length];
        for (var row = 0; row < column.Length; row++)
            if (!column.IsNull(row)) counts[column.Codes.Span[row]]++;

        // A dictionary may name a text twice: after columns were joined.
        var values = column.Dictionary.Zip(counts).Where(pair => pair.Second > 0).GroupBy(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
            .Select(group => new ValueCount(group.Key, group.Sum())).ToArray();
        return counted with
        {
            Distinct = values.Length,
            Minimum = values.Select(value => value.Value).Min(StringComparer.Ordinal),
            Maximum = values.Select(value => value.Value).Max(StringComparer.Ordinal),
            Top = Top(values),
        };
    }

    static ColumnSummary OfTimes(ColumnSummary counted, Column column)
    {
        var times = Enumerable.Range(0, column.Length).Where(row => !column.IsNull(row)).Select(row => Time(column.Value(row)!)).OfType<DateTime>().Order().ToArray();
        if (times.Length == 0) return counted;

        var format = column.Type.Kind == TypeKind.Date ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss";
        return counted with
        {
            Distinct = times.Distinct().LongCount(),
            Minimum = times[0].ToString(format, CultureInfo.InvariantCulture),
            Maximum = times[^1].ToString(format, CultureInfo.InvariantCulture),
            Bins = Bins([.. times.Select(time => (time - DateTime.UnixEpoch).TotalMicroseconds)]),
        };
    }

    // A time beyond .NET's calendar comes as text and is only counted.
    static DateTime? Time(object value) => value switch
    {
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        DateTimeOffset time => time.UtcDateTime,
        DateTime time => time,
        _ => null,
    };

    static long DistinctOf(double[] sorted)
    {
        long distinct = sorted.Length == 0 ? 0 : 1;
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i] != sorted[i - 1]) distinct++;
        return distinct;
    }

    static (double Mean, double? Deviation) Moments(double[] values)
    {
        double mean = 0, square = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var from = values[i] - mean;
            mean += from / (i + 1);
            square += from * (values[i] - mean);
        }
        return (mean, values.Length > 1 ? Math.Sqrt(square / (values.Length - 1)) : null);
    }

    static double Quantile(double[] sorted, double level)
    {
        var at = level * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    static ImmutableArray<HistogramBin> Bins(double[] sorted)
    {
        var (least, most) = (sorted[0], sorted[^1]);
        if (least == most) return [new(least, most, sorted.Length)];

        var counts = new long[BinCount];
        foreach (var value in sorted) counts[Math.Min(BinCount - 1, (int)((value / 2 - least / 2) / (most / 2 - least / 2) * BinCount))]++;
        return [.. counts.Select((count, bin) => new HistogramBin(Edge(bin), Edge(bin + 1), count))];

        double Edge(int bin) => bin == BinCount ? most : least * (1 - (double)bin / BinCount) + most * ((double)bin / BinCount); // no overflow in between
    }

    static ImmutableArray<ValueCount> Top(IEnumerable<ValueCount> values) =>
        [.. values.OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal).Take(TopCount)];

    static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
