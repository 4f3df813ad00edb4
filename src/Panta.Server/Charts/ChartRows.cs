using System.Globalization;
using System.Text;

namespace Panta.Server.Charts;

/// <summary>A chart as a table: a row for each x, a column for each line, its interval and the limit.</summary>
sealed class ChartRows
{
    readonly Chart _chart;
    readonly ILookup<double, string> _names;

    ChartRows(Chart chart, IReadOnlyList<string> columns, IReadOnlyList<(double X, IReadOnlyList<double> Values)> rows)
    {
        (_chart, Columns, Rows) = (chart, columns, rows);
        _names = chart.Notes.ToLookup(note => note.X, note => note.Text.Split(": ")[0]);
    }

    /// <summary>The columns after x.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows, ascending by x; NaN where a line has no value there.</summary>
    public IReadOnlyList<(double X, IReadOnlyList<double> Values)> Rows { get; }

    public static ChartRows Of(Chart chart)
    {
        var columns = new List<(string Name, Func<double, double> At)>();
        foreach (var series in chart.Series)
        {
            var points = series.Points.ToLookup(point => point.X);
            double At(double x, Func<ChartPoint, double> value) => points[x].Select(value).DefaultIfEmpty(double.NaN).First();
            var name = series.Name.Length > 0 ? series.Name : chart.Y.Unit;
            columns.Add((name, x => At(x, point => point.Y)));
            if (series.Points.All(point => double.IsNaN(point.Low))) continue;
            columns.Add(($"{name}, 95 % from", x => At(x, point => point.Low)));
            columns.Add(($"{name}, 95 % to", x => At(x, point => point.High)));
        }
        if (chart.Limit.Count > 0) columns.Add(("limit", x => chart.Limit.LastOrDefault(point => point.X <= x, new(x, double.NaN)).Y));
        var all = chart.Series.SelectMany(series => series.Points.Select(point => point.X)).Distinct().Order();
        var rows = all.Select(x => (x, (IReadOnlyList<double>)[.. columns.Select(column => column.At(x))]));
        return new(chart, [.. columns.Select(column => column.Name)], [.. rows]);
    }

    /// <summary>What x is called: the window where the chart names it, else the time or the number.</summary>
    public string Name(double x) => _names[x].FirstOrDefault() ?? (_chart.X.IsTime ? Iso(x) : x.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Comma-separated with all digits; times as in 2012-12-31T23:00:00Z, nothing where there is no value.</summary>
    public string Csv()
    {
        var csv = new StringBuilder().Append(Quoted(_chart.X.IsTime ? "time" : _chart.X.Unit.Length > 0 ? _chart.X.Unit : "x"));
        foreach (var column in Columns) csv.Append(',').Append(Quoted(column));
        foreach (var (x, values) in Rows)
        {
            csv.Append('\n').Append(_chart.X.IsTime ? Iso(x) : x.ToString("R", CultureInfo.InvariantCulture));
            foreach (var value in values) csv.Append(',').Append(double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture));
        }
        return csv.Append('\n').ToString();
    }

    static string Iso(double x) => Pages.Figures.Iso(DateTimeOffset.FromUnixTimeMilliseconds((long)x));

    static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
