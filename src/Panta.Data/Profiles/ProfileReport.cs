using System.Globalization;
using System.Net;
using System.Text;
using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Profiles;

/// <summary>A profile as one page of HTML that needs nothing else: figures, histograms, correlations and missing values as SVG; light or dark as the reader's system is.</summary>
public static class ProfileReport
{
    /// <summary>The page of a table.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="title">What the table is; any text.</param>
    /// <param name="cancel">Stops the computation.</param>
    public static string Html(Table table, string title, CancellationToken cancel = default) => Html(TableProfile.Of(table, cancel), title);

    /// <summary>The page of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="title">What the table is; any text.</param>
    public static string Html(TableProfile profile, string title)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture,
            $"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{Text(title)} · profile</title>\n<style>\n{ReportStyle.Css}</style>\n</head>\n<body>\n<main>\n<h1>{Text(title)}</h1>\n");
        AppendFigures(page, profile);
        AppendMissing(page, profile);
        page.Append("<h2>Columns</h2>\n<div class=\"cards\">\n");
        foreach (var column in profile.Columns) AppendColumn(page, column);
        page.Append("</div>\n");
        if (profile.Correlations.Names.Length > 1)
            page.Append("<h2>Correlations</h2>\n<p class=\"note\">Pearson, of rows where both have a number. Point at a cell for its value.</p>\n")
                .Append(ReportCharts.Heat(profile.Correlations));
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>A text as HTML shows it.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A number short enough to be read: four digits that count, thousands apart.</summary>
    internal static string Number(double x) => x switch
    {
        double.NaN => "–",
        _ when double.IsInfinity(x) => x > 0 ? "∞" : "−∞",
        0 => "0",
        _ when double.IsInteger(x) && Math.Abs(x) < 1e9 => x.ToString("#,0", CultureInfo.InvariantCulture),
        _ when Math.Abs(x) is >= 1e7 or < 1e-3 => x.ToString("0.###e0", CultureInfo.InvariantCulture),
        _ when Math.Abs(x) >= 1000 => x.ToString("#,0", CultureInfo.InvariantCulture),
        _ => Math.Round(x, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(x))), 0, 6)).ToString("0.######", CultureInfo.InvariantCulture),
    };

    /// <summary>A number of a column as its type is written: a time as a time.</summary>
    internal static string Value(double x, DataType type) => type.Kind switch
    {
        TypeKind.Date when Math.Abs(x) < 700_000 => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(x)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TypeKind.Timestamp or TypeKind.TimestampNtz when Math.Abs(x) < 6e16 => DateTime.UnixEpoch.AddMicroseconds(x).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        _ => Number(x),
    };

    /// <summary>A share in percent; one that is not zero is never shown as zero.</summary>
    internal static string Share(long part, long whole) =>
        part > 0 && part < whole * 0.001 ? "&lt; 0.1 %" : (100d * part / Math.Max(1, whole)).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    static void AppendFigures(StringBuilder page, TableProfile profile)
    {
        var cells = profile.RowCount * profile.Columns.Length;
        var missing = profile.Columns.Sum(column => column.NullCount + column.NaNCount);
        page.Append("<div class=\"figures\">\n");
        AppendFigure(page, "Rows", Number(profile.RowCount));
        AppendFigure(page, "Columns", Number(profile.Columns.Length));
        AppendFigure(page, "Numeric", Number(profile.Columns.Count(column => column.Field.Type.IsNumeric)));
        AppendFigure(page, "Missing", cells == 0 ? "–" : Share(missing, cells));
        page.Append("</div>\n");
    }

    static void AppendFigure(StringBuilder page, string label, string value) =>
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"panel\"><span class=\"label\">{label}</span><span class=\"figure\">{value}</span></div>\n");

    static void AppendMissing(StringBuilder page, TableProfile profile)
    {
        page.Append("<h2>Missing</h2>\n");
        var columns = profile.Columns.Where(column => column.NullCount + column.NaNCount > 0).ToArray();
        if (columns.Length == 0) page.Append("<p class=\"note\">No value is missing: there is no null and no NaN.</p>\n");
        else page.Append(ReportCharts.Bars([.. columns.Select(column => new ValueCount(column.Field.Name, column.NullCount + column.NaNCount))], profile.RowCount, "bad"));
    }

    static void AppendColumn(StringBuilder page, ColumnSummary column)
    {
        var unit = column.Field.Unit is { } given ? $" · {Text(given)}" : "";
        page.Append(CultureInfo.InvariantCulture,
            $"<section class=\"panel\">\n<h3>{Text(column.Field.Name)} <span class=\"type\">{Text(column.Field.Type.ToString())}{unit}</span></h3>\n");
        if (column.Numbers is { } numbers) page.Append(ReportCharts.Histogram(numbers.Histogram, column.Field.Type));
        else if (!column.TopValues.IsEmpty && column.TopValues[0].Count == 1)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">Every value occurs once, such as {Text(column.TopValues[0].Value)}.</p>\n");
        else if (!column.TopValues.IsEmpty) page.Append(ReportCharts.Bars(column.TopValues, column.RowCount, "c1"));
        else page.Append("<p class=\"note\">No value to draw.</p>\n");

        page.Append("<dl>\n");
        AppendFact(page, "null", column.NullCount == 0 ? "0" : $"{Number(column.NullCount)} ({Share(column.NullCount, column.RowCount)})");
        if (column.NaNCount > 0) AppendFact(page, "NaN", $"{Number(column.NaNCount)} ({Share(column.NaNCount, column.RowCount)})");
        if (column.DistinctCount is { } distinct) AppendFact(page, "distinct", Number(distinct));
        if (column.Numbers is { } facts) AppendNumbers(page, facts, column.Field.Type);
        page.Append("</dl>\n</section>\n");
    }

    static void AppendNumbers(StringBuilder page, NumberSummary numbers, DataType type)
    {
        AppendFact(page, "mean", Value(numbers.Mean, type));
        if (type.IsNumeric) AppendFact(page, "sd", Number(numbers.StandardDeviation));
        AppendFact(page, "min", Value(numbers.Min, type));
        AppendFact(page, "25 %", Value(numbers.Q1, type));
        AppendFact(page, "50 %", Value(numbers.Median, type));
        AppendFact(page, "75 %", Value(numbers.Q3, type));
        AppendFact(page, "max", Value(numbers.Max, type));
    }

    static void AppendFact(StringBuilder page, string label, string value) => page.Append(CultureInfo.InvariantCulture, $"<div><dt>{label}</dt><dd>{value}</dd></div>\n");
}
