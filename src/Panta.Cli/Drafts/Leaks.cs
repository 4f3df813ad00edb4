using System.Collections.Immutable;
using System.Globalization;
using Panta.Data.Profiles;

namespace Panta.Cli.Drafts;

/// <summary>Finds what gives the target away: a column that says it by itself, or two or three that add up to it.</summary>
static class Leaks
{
    const int LeastRows = 50;
    const int RowsLooked = 20_000;

    // All sums of three of these are 10,000: a moment, for most fail on the first rows.
    const int MostSummed = 40;
    const double Correlated = 0.9999;
    const double Determined = 0.999;
    const double RowsThatMayMiss = 0.001;
    const double NearlyEqual = 0.001; // of the target's standard deviation: what is left of sums of rounded numbers

    /// <summary>The leaks among columns that would be features.</summary>
    /// <param name="look">The file.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="classes">How many classes it has; 0 where it is a quantity.</param>
    /// <param name="columns">The columns.</param>
    public static ImmutableArray<Leak> Find(FileLook look, FileColumn target, int classes, IReadOnlyCollection<FileColumn> columns)
    {
        if (look.Rows < LeastRows) return [];

        var numbers = columns.Where(column => !column.IsText || column.IsNumberInText).ToArray();
        var values = classes == 0 ? look.Numbers([target, .. numbers], RowsLooked) : [];
        var alone = columns
            .Select(column => (Column: column, Why: WhyAlone(look, target, classes, column, values.Length == 0 ? [] : values[0], ValuesOf(column))))
            .Where(found => found.Why is not null)
            .Select(found => new Leak([found.Column], found.Why!))
            .ToList();
        var left = numbers.Where(column => alone.TrueForAll(leak => leak.Columns[0] != column)).Take(MostSummed).ToArray();
        if (classes == 0) alone.AddRange(Sums(target, values[0], [.. left.Select(column => (column, ValuesOf(column)))]));
        return [.. alone];

        double[] ValuesOf(FileColumn column) => values.Length > 0 && Array.IndexOf(numbers, column) is >= 0 and var at ? values[at + 1] : [];
    }

    static string? WhyAlone(FileLook look, FileColumn target, int classes, FileColumn column, double[] truth, double[] values)
    {
        if (values.Length > 0 && Math.Max(Math.Abs(Correlation(values, truth)), Math.Abs(Correlation(Ranks(values), Ranks(truth)))) is var follows and >= Correlated)
            return $"{column.Name} follows {target.Name} (correlation {follows.ToString("0.#####", CultureInfo.InvariantCulture)})";
        if (column.Distinct <= look.Rows / 10 && look.ShareDetermined(column, target) >= Determined) return $"{column.Name} determines {target.Name} by itself";
        return classes > 0 && !column.IsText && look.Runs(column, target) == classes ? $"{column.Name} parts the classes of {target.Name} by itself" : null;
    }

    static IEnumerable<Leak> Sums(FileColumn target, double[] truth, (FileColumn Column, double[] Values)[] columns)
    {
        var tolerance = NearlyEqual * Deviation(truth);
        var terms = columns.Where(column => Deviation(column.Values) > 10 * tolerance).ToArray(); // the others would hide in the tolerance
        var pairs = from a in terms from b in terms where a.Column != b.Column select (A: a, B: b);
        foreach (var ((first, x), (second, y)) in pairs)
        {
            if (Holds(row => x[row] + y[row])) return [new([first, second], $"{first.Name} and {second.Name} add up to {target.Name}")];
            if (Holds(row => x[row] - y[row])) return [new([first, second], $"{first.Name} less {second.Name} is {target.Name}")];
        }

        for (var a = 0; a < terms.Length; a++)
            for (var b = a + 1; b < terms.Length; b++)
                for (var c = b + 1; c < terms.Length; c++)
                {
                    var ((first, x), (second, y), (third, z)) = (terms[a], terms[b], terms[c]);
                    if (Holds(row => x[row] + y[row] + z[row])) return [new([first, second, third], $"{first.Name}, {second.Name} and {third.Name} add up to {target.Name}")];
                }
        return [];

        bool Holds(Func<int, double> sum)
        {
            var allowed = (int)(truth.Length * RowsThatMayMiss);
            for (var row = 0; row < truth.Length; row++)
                if (!(Math.Abs(sum(row) - truth[row]) <= tolerance) && --allowed < 0) return false;
            return true;
        }
    }

    // Fewer rows agree by chance, so they say nothing.
    static double Correlation(double[] x, double[] y) =>
        x.Zip(y).Count(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second)) < LeastRows ? double.NaN : CorrelationMatrix.Pearson(x, y);

    static double Deviation(double[] values)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        if (finite.Length == 0) return 0;

        var mean = finite.Average();
        return Math.Sqrt(finite.Average(value => (value - mean) * (value - mean)));
    }

    // Equal values share the mean of their ranks; what is not finite keeps none.
    static double[] Ranks(double[] values)
    {
        var ranks = new double[values.Length];
        Array.Fill(ranks, double.NaN);
        var before = 0;
        var known = Enumerable.Range(0, values.Length).Where(row => double.IsFinite(values[row]));
        foreach (var equal in known.GroupBy(row => values[row]).OrderBy(group => group.Key))
        {
            var rows = equal.ToArray();
            foreach (var row in rows) ranks[row] = before + (rows.Length - 1) / 2.0;
            before += rows.Length;
        }
        return ranks;
    }
}
