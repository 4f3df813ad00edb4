using Panta.Data.Tables;
using Panta.Monitoring.Drift;

namespace Panta.Monitoring.Profiles;

/// <summary>Puts one column of a window into the bins of its reference.</summary>
static class ColumnProfiler
{
    public static ColumnProfile Profile(ReferenceColumn reference, Column column)
    {
        var profile = new ColumnProfile { Column = reference.Name, Kind = reference.Kind, Rows = column.Length,
            ReferenceMissingShare = reference.MissingShare };
        return reference.Kind == ColumnKind.Numeric ? Numeric(profile, reference, column) : Categorical(profile, reference, column);
    }

    static ColumnProfile Numeric(ColumnProfile profile, ReferenceColumn reference, Column column)
    {
        var values = Values.Ascending(column);
        var missing = column.Length - values.Length;
        var counts = reference.Count(values);
        var bins = reference.Bins.Select((bin, i) => Bin(Label(reference, i), bin.Count, counts[i], reference.Rows, column.Length));
        var (mean, deviation) = Samples.Moments(values);
        return profile with
        {
            Missing = missing,
            Outside = values.Count(value => value < reference.Minimum || value > reference.Maximum),
            Minimum = values.Length == 0 ? null : values[0],
            Maximum = values.Length == 0 ? null : values[^1],
            Mean = values.Length == 0 ? null : mean,
            StandardDeviation = values.Length < 2 ? null : deviation * Math.Sqrt(values.Length / (values.Length - 1.0)),
            Bins = [.. bins, .. MissingBin(reference, missing, column.Length)],
        };
    }

    static ColumnProfile Categorical(ColumnProfile profile, ReferenceColumn reference, Column column)
    {
        var seen = Values.Categories(column);
        var missing = column.Length - seen.Values.Sum();
        var (left, right) = reference.Cells(seen, missing, moveSingletons: false);
        var own = left.Length - 3;
        var names = reference.Categories.Take(own).Select(category => category.Name).Concat(["(other)", "(unseen)"]).ToList();
        var bins = names.Select((name, i) => Bin(name, left[i], right[i], reference.Rows, column.Length))
            .Where((bin, i) => i < own || bin.ReferenceShare + bin.Share > 0);
        return profile with { Missing = missing, Outside = (long)right[own + 1], Bins = [.. bins, .. MissingBin(reference, missing, column.Length)] };
    }

    static IEnumerable<ProfileBin> MissingBin(ReferenceColumn reference, long missing, long rows) =>
        reference.Missing + missing == 0 ? [] : [Bin("(missing)", reference.Missing, missing, reference.Rows, rows)];

    static ProfileBin Bin(string label, double reference, double current, long referenceRows, long rows) =>
        new(label, referenceRows == 0 ? 0 : reference / referenceRows, rows == 0 ? 0 : current / rows);

    static string Label(ReferenceColumn reference, int bin)
    {
        var from = reference.Bins[bin].From;
        var to = bin + 1 < reference.Bins.Count ? reference.Bins[bin + 1].From : null;
        return (from, to) switch
        {
            (null, null) => "all",
            (null, { } end) => $"< {end:G6}",
            ({ } start, null) => $"≥ {start:G6}",
            ({ } start, { } end) when end == Math.BitIncrement(start) => $"{start:G6}",
            ({ } start, { } end) => $"[{start:G6}, {end:G6})",
        };
    }
}
