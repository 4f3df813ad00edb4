using System.Globalization;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>Summarizes the columns of a table for its page: missing, distinct, least, mean, most, and a distribution of at most 24 bars.</summary>
static class TableProfile
{
    const int Bars = 24, MostDistinct = 100_000;

    public static IReadOnlyList<TableView.ColumnProfile> Of(Table table) => [.. table.Schema.Fields.Select((field, k) => Of(field, table.Columns[k]))];

    /// <summary>One value in words; null is an en dash.</summary>
    public static string Cell(Field field, Column column, int row) => column.IsNull(row) ? Figures.None : column switch
    {
        Column<long> times when field.Type.Kind is TypeKind.Timestamp or TypeKind.TimestampNtz => Day(times.Span[row]),
        Column<double> numbers => Figures.Real(numbers.Span[row]),
        _ => Convert.ToString(column.Value(row), CultureInfo.InvariantCulture) ?? Figures.None,
    };

    static TableView.ColumnProfile Of(Field field, Column column)
    {
        var missing = Enumerable.Range(0, column.Length).Count(row => IsMissing(column, row));
        var share = column.Length == 0 ? 0 : (double)missing / column.Length;
        var empty = new TableView.ColumnProfile(field.Name, field.Type.ToString(), share, Distinct(column), "", null, "", null);
        if (missing == column.Length) return empty;
        if (column is TextColumn text) return empty with { Values = Categories(text) };
        if (field.Type.Kind is TypeKind.Timestamp or TypeKind.TimestampNtz && column is Column<long> times) return OfTimes(empty, times);
        return field.Type.IsNumeric ? OfNumbers(empty, column) : empty;
    }

    static TableView.ColumnProfile OfNumbers(TableView.ColumnProfile empty, Column column)
    {
        var all = new double[column.Length];
        column.CopyTo(0, all);
        var values = all.Where((value, row) => !column.IsNull(row) && double.IsFinite(value)).ToArray();
        if (values.Length == 0) return empty;

        double low = values.Min(), high = values.Max();
        return empty with { Low = Figures.Real(low), Mean = values.Average(), High = Figures.Real(high), Values = Histogram(values, low, high) };
    }

    static TableView.ColumnProfile OfTimes(TableView.ColumnProfile empty, Column<long> column)
    {
        var values = Enumerable.Range(0, column.Length).Where(row => !column.IsNull(row)).Select(row => (double)column.Span[row]).ToArray();
        return empty with { Low = Day(values.Min()), High = Day(values.Max()), Values = Histogram(values, values.Min(), values.Max()) };
    }

    static Histogram Histogram(double[] values, double low, double high)
    {
        var counts = new double[low == high ? 1 : Bars];
        foreach (var value in values) counts[low == high ? 0 : Math.Min(Bars - 1, (int)((value - low) / (high - low) * Bars))]++;
        return new() { Finding = "", Bins = [.. counts.Select((_, k) => Figures.Real(low + ((high - low) * k / counts.Length)))], Current = counts };
    }

    static Histogram Categories(TextColumn column)
    {
        var counts = new long[column.Dictionary.Length];
        for (var row = 0; row < column.Length; row++)
            if (!column.IsNull(row)) counts[column.Codes.Span[row]]++;
        var most = counts.Select((count, code) => (Count: count, Name: column.Dictionary[code])).OrderByDescending(pair => pair.Count).Take(Bars).ToArray();
        return new() { Finding = "", Bins = [.. most.Select(pair => pair.Name)], Current = [.. most.Select(pair => (double)pair.Count)] };
    }

    static long? Distinct(Column column)
    {
        var seen = new HashSet<object>();
        for (var row = 0; row < column.Length && seen.Count <= MostDistinct; row++)
            if (column.Value(row) is { } value and not double[]) seen.Add(value);
        return seen.Count > MostDistinct || (seen.Count == 0 && column is VectorColumn) ? null : seen.Count;
    }

    static bool IsMissing(Column column, int row) => column.IsNull(row) || (column is Column<double> numbers && double.IsNaN(numbers.Span[row]));

    static string Day(double microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)microseconds * 10).UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
