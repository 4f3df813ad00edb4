using System.Diagnostics;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Monitoring.Drift;
using Panta.Monitoring.Performance;
using Panta.Monitoring.Profiles;

// Each line holds a figure against its limit in the same run: a test on a column cannot be faster than sorting it.
const int Rows = 1_000_000;
var (left, right) = (Normal(1, 0), Normal(2, 0.01));

var sort = Best(() =>
{
    var copy = (double[])right.Clone();
    Array.Sort(copy);
    return copy[0];
});
Print("sort 1M values (limit)", sort, sort, Rows);

Array.Sort(left);
var sortedRight = (double[])right.Clone();
Array.Sort(sortedRight);
Print("KS, both sides sorted", Best(() => KolmogorovSmirnov.Compare(left, sortedRight).Statistic), sort, Rows);
Print("KS with the sort", Best(() =>
{
    var copy = (double[])right.Clone();
    Array.Sort(copy);
    return KolmogorovSmirnov.Compare(left, copy).Statistic;
}), sort, Rows);
Print("Wasserstein, both sides sorted", Best(() => Wasserstein.Normed(left, sortedRight)), sort, Rows);

var reference = Reference.Of(OneColumn(Normal(3, 0)));
var window = OneColumn(right);
Print("profile of a 1M window", Best(() => reference.Profile(window)[0].Mean ?? 0), sort, Rows);
Print("drift verdict of a 1M window", Best(() => DataDrift.Compare(reference, window)[0].Value ?? 0), sort, Rows);

var days = Enumerable.Range(0, Rows).Select(row => (long)(row / 24)).ToArray();
Print("paired bootstrap, 2,000 resamples of 28 days",
    Best(() => PairedComparison.OfErrors(left.AsSpan(0, 672), right.AsSpan(0, 672), days.AsSpan(0, 672)).PValue), sort, 672);

static Table OneColumn(double[] values) => Table.Of(("x", new Column<double>(DataType.Float64, values)));

static double[] Normal(int seed, double shift)
{
    var random = new Random(seed);
    return [.. Enumerable.Range(0, Rows).Select(_ => shift + Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
}

static TimeSpan Best(Func<double> work)
{
    var best = TimeSpan.MaxValue;
    for (var run = 0; run < 5; run++)
    {
        var start = Stopwatch.GetTimestamp();
        if (double.IsNaN(work())) throw new InvalidOperationException("The benchmark computed a NaN.");
        var took = Stopwatch.GetElapsedTime(start);
        if (took < best) best = took;
    }
    return best;
}

static void Print(string what, TimeSpan took, TimeSpan limit, int rows) =>
    Console.WriteLine(
        $"monitoring | {what,-46} | {took.TotalMilliseconds,8:0.00} ms | {rows / took.TotalSeconds / 1e6,7:0.0} M rows/s | {took / limit,6:0.00} x the sort");
