using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Profiles;

/// <summary>Summary statistics of a table: each column by itself, and how its numbers go together.</summary>
/// <param name="RowCount">The number of rows.</param>
/// <param name="Columns">The columns, in order.</param>
/// <param name="Correlations">Pearson's correlation of every two numeric columns.</param>
public sealed record TableProfile(long RowCount, ImmutableArray<ColumnSummary> Columns, CorrelationMatrix Correlations)
{
    const int MostTopValues = 10;
    const int MostDistinctNumbers = 100;

    /// <summary>
    /// The profile of a table. Exact: each column of numbers is sorted once, texts are counted by code; all cores, with a result that does not depend on how
    /// many.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="cancel">Stops the computation.</param>
    public static TableProfile Of(Table table, CancellationToken cancel = default)
    {
        var columns = new ColumnSummary[table.Columns.Length];
        Parallel.For(0, columns.Length, new ParallelOptions { CancellationToken = cancel }, i => columns[i] = Summary(table.Schema[i], table.Columns[i]));
        return new(table.RowCount, [.. columns], CorrelationMatrix.Of(table, cancel: cancel));
    }

    static ColumnSummary Summary(Field field, Column column)
    {
        var summary = new ColumnSummary { Field = field, RowCount = column.Length, NullCount = column.Validity.NullCount(), NaNCount = 0 };
        return column switch
        {
            TextColumn texts => OfTexts(summary, texts),
            _ when column.Type.IsNumeric => OfNumbers(summary, column),
            Column<long> times => OfSorted(summary, Present(times.Span, times.Validity), withTop: false),
            Column<int> days => OfSorted(summary, Present(days.Span, days.Validity), withTop: false),
            _ => summary,
        };
    }

    static double[] Present<T>(ReadOnlySpan<T> values, Validity validity)
        where T : unmanaged, INumber<T>
    {
        var present = new double[values.Length - validity.NullCount()];
        var at = 0;
        for (var row = 0; row < values.Length; row++)
            if (validity[row]) present[at++] = double.CreateTruncating(values[row]);
        return present;
    }

    static ColumnSummary OfNumbers(ColumnSummary summary, Column column)
    {
        var numbers = new double[column.Length];
        column.CopyTo(0, numbers);
        var present = numbers.Where(x => !double.IsNaN(x)).ToArray();
        return OfSorted(summary with { NaNCount = numbers.Length - present.Length - summary.NullCount }, present, withTop: true);
    }

    static ColumnSummary OfSorted(ColumnSummary summary, double[] present, bool withTop)
    {
        Array.Sort(present);
        var distinct = 0L;
        var counts = new List<ValueCount>();
        for (var (start, i) = (0, 1); i <= present.Length; i++)
        {
            if (i < present.Length && present[i] == present[start]) continue;

            if (++distinct <= MostDistinctNumbers) counts.Add(new(present[start].ToString(CultureInfo.InvariantCulture), i - start));
            start = i;
        }

        // Sorted by value already, and the order by count is stable.
        var top = withTop && distinct <= MostDistinctNumbers ? counts.OrderByDescending(value => value.Count).Take(MostTopValues) : [];
        return summary with { DistinctCount = distinct, Numbers = NumberSummary.Of(present), TopValues = [.. top] };
    }

    static ColumnSummary OfTexts(ColumnSummary summary, TextColumn texts)
    {
        var counts = new long[texts.Dictionary.Length];
        var codes = texts.Codes.Span;
        for (var row = 0; row < codes.Length; row++)
            if (!texts.IsNull(row)) counts[codes[row]]++;

        var used = Enumerable.Range(0, counts.Length).Where(code => counts[code] > 0).Select(code => new ValueCount(texts.Dictionary[code], counts[code])).ToList();
        var top = used.OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal).Take(MostTopValues);
        return summary with { DistinctCount = used.Count, TopValues = [.. top] };
    }
}
