namespace Panta.Learning.Trees;

/// <summary>
/// How one feature becomes a byte for boosting: a number falls between two thresholds, a category has its own bin, and whatever is missing or not known goes to
/// <see cref="Missing"/>.
/// </summary>
sealed class FeatureBins
{
    /// <summary>The bin of missing values, unknown categories and categories too rare to have a bin.</summary>
    public const int Missing = 255;

    /// <summary>Rows that thresholds are found from; with more, a seeded sample of that size.</summary>
    const int SampleRows = 200_000;

    readonly int[] _binOfCategory;

    FeatureBins(double[] thresholds, int[] categories)
    {
        Thresholds = thresholds;
        Categories = categories;
        _binOfCategory = new int[categories.Length == 0 ? 0 : categories.Max() + 1];
        Array.Fill(_binOfCategory, Missing);
        for (var bin = 0; bin < categories.Length; bin++) _binOfCategory[categories[bin]] = bin;
    }

    /// <summary>Ascending; bin b of a number holds thresholds[b−1] &lt; x ≤ thresholds[b].</summary>
    public double[] Thresholds { get; }

    /// <summary>The category of each bin; empty for a number.</summary>
    public int[] Categories { get; }

    public bool IsCategorical { get; private init; }

    /// <summary>Number of bins besides that of missing values.</summary>
    public int Count => IsCategorical ? Categories.Length : Thresholds.Length + 1;

    /// <summary>Cuts numbers into at most <paramref name="maxBins"/> bins: one a distinct value where they are few, else of about equal size.</summary>
    public static FeatureBins OfNumbers(ReadOnlySpan<double> values, int maxBins, ulong seed)
    {
        var sample = Sample(values, seed);
        RadixSort.Sort(sample);
        return new(Cut(sample, maxBins), []);
    }

    /// <summary>Gives the <paramref name="maxBins"/> most frequent categories a bin each, in order of their numbers.</summary>
    public static FeatureBins OfCategories(ReadOnlySpan<double> values, int maxBins)
    {
        var counts = new Dictionary<int, int>();
        foreach (var value in values)
            if (IsCategory(value))
                counts[(int)value] = counts.GetValueOrDefault((int)value) + 1;
        int[] kept = [.. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key).Take(maxBins).Select(count => count.Key).Order()];
        return new([], kept) { IsCategorical = true };
    }

    /// <summary>Whether a value may be a category: a whole number from 0 to 65,535.</summary>
    public static bool IsCategory(double value) => value is >= 0 and < 65_536 && value == Math.Floor(value);

    /// <summary>Writes the bin of each value; returns whether any is missing.</summary>
    public bool Fill(ReadOnlySpan<double> values, Span<byte> bins)
    {
        if (!IsCategorical) return new ThresholdIndex(Thresholds).Fill(values, bins);

        var hasMissing = false;
        for (var i = 0; i < values.Length; i++)
        {
            var x = values[i];
            var bin = IsCategory(x) && x < _binOfCategory.Length ? _binOfCategory[(int)x] : Missing;
            hasMissing |= bin == Missing;
            bins[i] = (byte)bin;
        }
        return hasMissing;
    }

    static double[] Sample(ReadOnlySpan<double> values, ulong seed)
    {
        var (sample, count) = (new double[Math.Min(values.Length, SampleRows)], 0);
        for (var i = 0; i < sample.Length; i++)
        {
            // One row drawn of each of as many strata as there are places; all rows where they fit.
            var (start, end) = ((long)values.Length * i / sample.Length, (long)values.Length * (i + 1) / sample.Length);
            var value = values[(int)(start + (long)(SplitMix.At(seed, (ulong)i) * (end - start)))];
            if (!double.IsNaN(value)) sample[count++] = value == 0 ? 0.0 : value; // −0 and 0 are one value
        }
        return sample[..count];
    }

    /// <summary>Closes a bin when it holds its share of what is left; a value as frequent as that gets a bin of its own.</summary>
    static double[] Cut(ReadOnlySpan<double> sorted, int maxBins)
    {
        var distinct = 0;
        for (var i = 0; i < sorted.Length; i++) distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;

        var thresholds = new List<double>(Math.Min(distinct, maxBins));
        var (inBin, left, start) = (0, sorted.Length, 0);
        while (start < sorted.Length)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            var share = (double)left / (maxBins - thresholds.Count);
            if (start > 0 && thresholds.Count < maxBins - 1 && (distinct <= maxBins || inBin >= share || (inBin > 0 && end - start >= share)))
            {
                thresholds.Add(Between(sorted[start - 1], sorted[start]));
                left -= inBin;
                inBin = 0;
            }
            inBin += end - start;
            start = end;
        }
        return [.. thresholds];
    }

    /// <summary>A number t with low ≤ t &lt; high, the middle where that is possible.</summary>
    static double Between(double low, double high)
    {
        var middle = low / 2 + high / 2;
        return middle >= low && middle < high ? middle : low;
    }
}
