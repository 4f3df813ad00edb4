namespace Panta.Learning.Trees;

/// <summary>One feature of the training rows as bin numbers: a category is its own bin, a number the bin between two split candidates.</summary>
/// <remarks>Bins are bytes when there are at most 256, else 16 bits wide. A column of one bin cannot be split on.</remarks>
sealed class BinnedColumn
{
    BinnedColumn(int bins, double[] thresholds, int categories, bool unordered)
    {
        Bins = bins;
        Thresholds = thresholds;
        Categories = categories;
        Unordered = unordered;
    }

    public int Bins { get; }

    /// <summary>Split candidates of a number, ascending: bin b holds thresholds[b−1] &lt; x ≤ thresholds[b].</summary>
    public double[] Thresholds { get; }

    /// <summary>Number of categories; 0 for a number.</summary>
    public int Categories { get; }

    /// <summary>Whether all subsets of the categories are split candidates (few categories, more than two classes).</summary>
    public bool Unordered { get; }

    public byte[]? Narrow { get; private init; }

    public ushort[]? Wide { get; private init; }

    public bool IsCategorical => Categories > 0;

    public int this[int row] => Narrow is null ? Wide![row] : Narrow[row];

    /// <summary>Bins a column of finite numbers.</summary>
    public static BinnedColumn OfNumbers(ReadOnlySpan<double> values, double[] thresholds) =>
        Fill(new(thresholds.Length + 1, thresholds, 0, false), values, (x, column) => Bin(column.Thresholds, x));

    /// <summary>Takes category numbers 0 … categories − 1 as bins.</summary>
    public static BinnedColumn OfCategories(ReadOnlySpan<double> values, int categories, bool unordered) =>
        Fill(new(categories, [], categories, unordered), values, (x, _) => (int)x);

    /// <summary>The bin of a number: how many thresholds are smaller.</summary>
    public static int Bin(double[] thresholds, double x)
    {
        var (low, count) = (0, thresholds.Length);
        while (count > 0)
        {
            var half = count / 2;
            var right = thresholds[low + half] < x;
            low = right ? low + half + 1 : low;
            count = right ? count - half - 1 : half;
        }
        return low;
    }

    static BinnedColumn Fill(BinnedColumn shape, ReadOnlySpan<double> values, Func<double, BinnedColumn, int> bin)
    {
        if (shape.Bins > 256)
        {
            var wide = new ushort[values.Length];
            for (var i = 0; i < wide.Length; i++) wide[i] = (ushort)bin(values[i], shape);
            return new(shape.Bins, shape.Thresholds, shape.Categories, shape.Unordered) { Wide = wide };
        }

        var narrow = new byte[values.Length];
        for (var i = 0; i < narrow.Length; i++) narrow[i] = (byte)bin(values[i], shape);
        return new(shape.Bins, shape.Thresholds, shape.Categories, shape.Unordered) { Narrow = narrow };
    }
}
