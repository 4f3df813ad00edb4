using Panta.Server.Charts;
using Panta.Tracking.Runs;

namespace Panta.Server.Pages;

/// <summary>
/// Makes the curve of a metric: reads the whole history point by point, smooths it, and keeps what the screen shows (<see cref="MinMaxBuckets"/>).
/// The cost grows with the points there are, the memory and the answer do not.
/// </summary>
sealed class Curves(MetricCurves curves)
{
    /// <summary>Buckets of a curve: at most twice as many points travel, which is two a pixel of a plot half as wide as the page.</summary>
    const int Buckets = 500;

    const int ShortPoints = 20_000;

    const int MostLabels = 4, MostOdd = 60;

    /// <summary>Whether a page need not wait for the curve: its history is short.</summary>
    public bool IsShort(string runId, string metric) => curves.Extent(runId, metric) is not { Count: > ShortPoints };

    /// <summary>One metric, a line for each run.</summary>
    /// <param name="id">Unique on its page.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="runs">The runs, back to front; those without the metric are left out.</param>
    /// <param name="choice">How it is looked at.</param>
    /// <param name="isWide">Whether it is drawn across the page. Default false: half of it.</param>
    public (Chart Chart, long Points, bool IsThinned) Draw(string id, string metric, IReadOnlyList<CurveRun> runs, CurveChoice choice, bool isWide = false)
    {
        var found = runs.Select(run => (Run: run, Extent: curves.Extent(run.Id, metric))).Where(pair => pair.Extent is not null)
            .Select(pair => (pair.Run, Extent: pair.Extent!)).ToArray();
        var range = Range(choice, [.. found.Select(pair => pair.Extent)]);
        var buckets = found.Length <= 10 ? Buckets : Buckets / 4;
        var lines = found.Select(pair => Line(pair.Run, pair.Extent, metric, choice, range, buckets)).ToArray();
        var left = lines.Sum(line => line.LeftOut);
        var unit = !choice.IsLog ? "" : left == 0 ? "log scale" : $"log scale; {Figures.Count(left, "value")} of 0 or less left out";
        var scale = choice.X == CurveAxis.Relative ? Scale(range) : (Unit: "", Seconds: 1);
        var all = lines.SelectMany(line => Series(line, choice, scale.Seconds, found.Length));
        var series = all.OrderByDescending(each => each.IsFormer).ToArray(); // grey lies behind colour
        var values = series.SelectMany(each => each.Points.Select(point => point.Y)).ToArray();
        return (new()
        {
            Id = id,
            Finding = $"{metric}: {string.Join(", ", lines.Take(5).Select(line => $"{(line.Run.Hint.Length > 0 ? $"{line.Run.Hint} " : "")}ends at {Figures.Real(line.Last)}"))}.",
            X = choice.X switch
            {
                CurveAxis.Wall => new(range.From, Math.Max(range.To, range.From + 1)) { IsTime = true },
                CurveAxis.Relative => new(range.From / scale.Seconds, Math.Max(range.To, range.From + 0.001) / scale.Seconds)
                {
                    Unit = $"{scale.Unit} since its first value",
                },
                _ => new(range.From, Math.Max(range.To, range.From + 1)) { Unit = "step" },
            },
            Y = choice.IsLog ? ChartAxis.Log(values, unit) : ChartAxis.Around(values, unit),
            Series = series,
            Hover = new(choice.X.ToString().ToLowerInvariant(), scale.Seconds),
            Notes = lines.Length == 0 ? [] : [new(range.To, Note(lines))],
            LabelsAtEnds = lines.Length <= MostLabels,
            Width = isWide ? 800 : 536,
            Height = isWide ? 320 : 240,
        }, found.Sum(pair => pair.Extent.Count), lines.Any(line => line.Raw.Count > 2 * buckets));
    }

    static string Note(Drawn[] lines) =>
        string.Join(" · ", lines.Take(5).Select(line => $"{line.Run.Hint} {Figures.Real(line.Last)}".Trim())) + (lines.Length > 5 ? " …" : "");

    static (double From, double To) Range(CurveChoice choice, MetricExtent[] extents)
    {
        if (choice is { From: { } from, To: { } to }) return (from, to);
        if (extents.Length == 0) return (0, 1);

        return choice.X switch
        {
            CurveAxis.Relative => (0, extents.Max(extent => (extent.LastTime - extent.FirstTime) / 1000.0)),
            CurveAxis.Wall => (extents.Min(extent => (double)extent.FirstTime), extents.Max(extent => (double)extent.LastTime)),
            _ => (extents.Min(extent => (double)extent.FirstStep), extents.Max(extent => (double)extent.LastStep)),
        };
    }

    static (string Unit, double Seconds) Scale((double From, double To) range) => (range.To - range.From) switch
    {
        < 180 => ("seconds", 1),
        < 3 * 3600 => ("minutes", 60),
        < 3 * 86400 => ("hours", 3600),
        _ => ("days", 86400),
    };

    Drawn Line(CurveRun run, MetricExtent extent, string metric, CurveChoice choice, (double From, double To) range, int buckets)
    {
        var drawn = new Drawn(run, range, buckets, choice);
        var last = long.MinValue;
        foreach (var point in curves.Points(run.Id, metric))
        {
            if (choice.X == CurveAxis.Step && point.Step < last) return Sorted(run, extent, metric, choice, range, buckets);
            last = point.Step;
            drawn.Take(point, extent);
        }
        return drawn;
    }

    // A run that went back and logged earlier steps again: its mean follows the steps, not the order in which they came.
    Drawn Sorted(CurveRun run, MetricExtent extent, string metric, CurveChoice choice, (double From, double To) range, int buckets)
    {
        var points = curves.Points(run.Id, metric).ToArray();
        Array.Sort(points, (a, b) => (a.Step, a.Timestamp, a.Value).CompareTo((b.Step, b.Timestamp, b.Value)));
        var drawn = new Drawn(run, range, buckets, choice);
        foreach (var point in points) drawn.Take(point, extent);
        return drawn;
    }

    static IEnumerable<ChartSeries> Series(Drawn line, CurveChoice choice, double scale, int runs)
    {
        var (raw, mean) = (Scaled(line.Raw.Points(), scale), choice.Smooth > 0 ? Scaled(line.Mean.Points(), scale) : null);
        var isGrey = line.Run.Colour == 8;
        var odd = line.Odd.Select(each => each with { X = each.X / scale }).ToArray();
        if (mean is not null && !isGrey) yield return new("", line.Run.Colour, raw) { IsRaw = true };
        yield return new(runs > MostLabels ? "" : line.Run.Label, line.Run.Colour, mean ?? raw)
        {
            Value = runs > MostLabels ? "" : Figures.Real(line.Last),
            Odd = odd,
            IsFormer = isGrey,
            Key = line.Run.Id,
            Hint = line.Run.Hint,
        };
    }

    static ChartPoint[] Scaled(IReadOnlyList<ChartPoint> points, double scale) => [.. points.Select(point => new ChartPoint(point.X / scale, Seven(point.Y)))];

    // A plot of 240 pixels shows three digits; seven travel.
    static double Seven(double value) => value == 0 ? 0 : (float)value is var single && float.IsNormal(single) ? double.Parse(single.ToString("G7")) : value;

    /// <summary>What one pass over a history keeps.</summary>
    sealed class Drawn(CurveRun run, (double From, double To) range, int buckets, CurveChoice choice)
    {
        readonly DebiasedMean _mean = new(choice.Smooth);

        public CurveRun Run => run;

        public MinMaxBuckets Raw { get; } = new(range.From, range.To, buckets);

        public MinMaxBuckets Mean { get; } = new(range.From, range.To, buckets);

        public List<ChartOdd> Odd { get; } = [];

        public long LeftOut { get; private set; }

        public double Last { get; private set; } = double.NaN;

        public void Take(MetricPoint point, MetricExtent extent)
        {
            var x = choice.X switch
            {
                CurveAxis.Relative => (point.Timestamp - extent.FirstTime) / 1000.0,
                CurveAxis.Wall => point.Timestamp,
                _ => (double)point.Step,
            };
            var smooth = _mean.Next(point.Value);
            if (x < range.From || x > range.To) return;

            Last = choice.Smooth > 0 ? smooth : point.Value;
            if (!double.IsFinite(point.Value))
            {
                Mark(new(x, point.Value));
                return;
            }
            if (choice.IsLog && point.Value <= 0) LeftOut++;
            else Raw.Add(x, point.Value);
            if (choice.Smooth > 0 && !(choice.IsLog && smooth <= 0)) Mean.Add(x, smooth);
        }

        // Marks of a kind that lie closer would cover each other.
        void Mark(ChartOdd odd)
        {
            var last = Odd.FindLastIndex(each => each.Value.Equals(odd.Value));
            if (last < 0 || odd.X - Odd[last].X >= (range.To - range.From) / MostOdd) Odd.Add(odd);
        }
    }
}
