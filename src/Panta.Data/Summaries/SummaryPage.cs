using System.Globalization;
using System.Net;
using System.Text;

namespace Panta.Data.Summaries;

/// <summary>A table's summary as one HTML page: complete in itself, light or dark as the reader's system is.</summary>
public static class SummaryPage
{
    const int Width = 220;
    const int Height = 44;
    const int Cell = 22;

    static readonly string[] Headings = ["missing", "distinct", "least", "median", "mean", "deviation", "largest"];

    const string Style = """
        :root{color-scheme:light dark;--ink:#1b1f24;--soft:#667085;--line:#e4e7ec;--page:#fff;--bar:#2f6fde;--bad:#c4320a;--cold:#b54708}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#98a2b3;--line:#2b3138;--page:#14171a;--bar:#6ea0f5;--bad:#f0805c;--cold:#f5b36e}}
        body{font:14px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);margin:2rem auto;max-width:1100px;padding:0 1rem}
        h1{font-size:1.4rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}p{color:var(--soft);margin:.2rem 0}
        .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:.45rem .7rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
        th{color:var(--soft);font-weight:500}td.n,th.n{text-align:right}td small{color:var(--soft)}
        .missing{color:var(--bad)}rect.b{fill:var(--bar)}svg text{fill:var(--soft);font-size:11px}
        """;

    /// <summary>The page's HTML.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="title">The heading, as a file's name.</param>
    public static string Html(TableSummary summary, string title)
    {
        ArgumentNullException.ThrowIfNull(summary);

        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Safe(title)}</title><style>{Style}</style></head><body>");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Safe(title)}</h1><p>{summary.Rows:N0} rows, {summary.Columns.Length} columns, {Missing(summary)}</p>");
        page.Append("<h2>Columns</h2><div class=\"wide\"><table><thead><tr><th>column<th>distribution");
        foreach (var heading in Headings) page.Append(CultureInfo.InvariantCulture, $"<th class=\"n\">{heading}");
        page.Append("</tr></thead><tbody>");
        foreach (var column in summary.Columns) AppendColumn(page, column);
        page.Append("</tbody></table></div>");
        AppendCorrelations(page, summary);
        return page.Append("</body></html>\n").ToString();
    }

    static string Missing(TableSummary summary)
    {
        var cells = summary.Columns.Sum(column => column.Nulls + column.NaNs);
        if (cells == 0) return "nothing missing";

        return string.Create(CultureInfo.InvariantCulture, $"{cells:N0} values missing in {summary.Columns.Count(column => column.MissingShare > 0)} columns");
    }

    static void AppendColumn(StringBuilder page, ColumnSummary column)
    {
        page.Append(CultureInfo.InvariantCulture, $"<tr><td><b>{Safe(column.Name)}</b><br><small>{Safe(column.TypeName)}</small><td>");
        AppendDistribution(page, column);
        page.Append(CultureInfo.InvariantCulture, $"<td class=\"n{(column.MissingShare > 0 ? " missing" : "")}\">{Share(column.MissingShare)}");
        page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{column.Distinct:N0}");
        var median = Number(column.Quantiles.IsEmpty ? null : column.Quantiles[2]);
        foreach (var figure in (string?[])[column.Minimum, median, Number(column.Mean), Number(column.StandardDeviation), column.Maximum])
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{Safe(Short(figure))}");
        page.Append("</tr>");
    }

    static void AppendDistribution(StringBuilder page, ColumnSummary column)
    {
        if (!column.Bins.IsEmpty) AppendBars(page, [.. column.Bins.Select(bin => bin.Count)], $"Histogram of {column.Name} from {column.Minimum} to {column.Maximum}");
        foreach (var value in column.Bins.IsEmpty ? column.Top.Take(5) : [])
            page.Append(CultureInfo.InvariantCulture, $"<div>{Safe(Short(value.Value))} <small>{Share((double)value.Count / column.Rows)}</small></div>");
    }

    static void AppendBars(StringBuilder page, long[] counts, string label)
    {
        var most = (double)counts.Max();
        var step = (double)Width / counts.Length;
        page.Append(CultureInfo.InvariantCulture, $"<svg role=\"img\" aria-label=\"{Safe(label)}\" width=\"{Width}\" height=\"{Height}\">");
        for (var bar = 0; bar < counts.Length; bar++)
        {
            var height = counts[bar] == 0 ? 0 : Math.Max(1, counts[bar] / most * Height);
            page.Append(
                CultureInfo.InvariantCulture,
                $"<rect class=\"b\" x=\"{bar * step:0.#}\" y=\"{Height - height:0.#}\" width=\"{Math.Max(1, step - 1):0.#}\" height=\"{height:0.#}\"/>");
        }
        page.Append("</svg>");
    }

    static void AppendCorrelations(StringBuilder page, TableSummary summary)
    {
        var names = summary.Correlations.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct().ToArray();
        if (names.Length < 2) return;

        // Names are cut at 28 characters, about 7 px each.
        var left = Math.Min(200, names.Max(name => name.Length) * 7 + 10);
        var values = summary.Correlations.ToDictionary(pair => (pair.First, pair.Second), pair => pair.Value);
        page.Append("<h2>Correlations</h2><p>Pearson's coefficient of each pair of numbers: blue together, orange against each other, pale for none.</p>");
        page.Append("<div class=\"wide\"><svg role=\"img\" aria-label=\"Correlation of each pair of numeric columns\"");
        page.Append(CultureInfo.InvariantCulture, $" width=\"{left + names.Length * Cell}\" height=\"{names.Length * Cell}\">");
        for (var row = 0; row < names.Length; row++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{row * Cell + 15}\">{Safe(Short(names[row]))}</text>");
            for (var column = 0; column < names.Length; column++)
            {
                var pair = row < column ? (names[row], names[column]) : (names[column], names[row]);
                if (row != column) AppendCell(page, left + column * Cell, row * Cell, values[pair], $"{names[row]}, {names[column]}");
            }
        }
        page.Append("</svg></div>");
    }

    static void AppendCell(StringBuilder page, int x, int y, double value, string pair)
    {
        var strength = double.IsNaN(value) ? 0 : Math.Abs(value);
        page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{Cell - 2}\" height=\"{Cell - 2}\" fill=\"var({(value < 0 ? "--cold" : "--bar")})\" ");
        page.Append(CultureInfo.InvariantCulture, $"fill-opacity=\"{0.06 + 0.94 * strength:0.###}\"><title>{Safe(pair)}: {value:0.###}</title></rect>");
    }

    static string Share(double share) => share switch
    {
        0 => "0 %",
        < 0.001 => "< 0.1 %",
        _ => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %",
    };

    static string? Number(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture);

    static string Short(string? text) => text is null ? "" : text.Length > 28 ? text[..27] + "…" : text;

    static string Safe(string text) => WebUtility.HtmlEncode(text);
}
