namespace Panta.Learning.Trees;

/// <summary>
/// Finds the best split of a node on one feature from its statistics by bin, as spark.ml does: the first of the best, no gain below <see cref="TreeProblem.MinInfoGain"/>,
/// no side lighter than asked for.
/// </summary>
/// <param name="problem">What is learned.</param>
/// <param name="parent">Cell of the node.</param>
/// <param name="impurity">Impurity of the node.</param>
sealed class SplitSearch(TreeProblem problem, double[] parent, double impurity)
{
    /// <summary>The best split on a feature, or null when none is allowed. <paramref name="cells"/> is overwritten.</summary>
    public TreeSplit? Find(int feature, Span<double> cells)
    {
        var column = problem.Columns[feature];
        if (column.Bins < 2) return null;
        if (!column.IsCategorical) return OnNumber(feature, cells, column.Bins);

        return column.Unordered ? OnSubsets(feature, cells, column.Categories) : OnOrdered(feature, cells, column.Categories);
    }

    TreeSplit? OnNumber(int feature, Span<double> cells, int bins)
    {
        var width = problem.CellWidth;
        for (var bin = 1; bin < bins; bin++) Add(Cell(cells, bin, width), Cell(cells, bin - 1, width));

        var best = new Best();
        var total = Cell(cells, bins - 1, width);
        for (var bin = 0; bin < bins - 1; bin++) Consider(ref best, bin, Cell(cells, bin, width), total);
        return best.Left is null ? null : new(feature, best.Split, null, best.Gain, best.Left, best.Right!);
    }

    /// <summary>Categories in order of their centroid behave like a number (Breiman et al., 1984, theorem 4.5).</summary>
    TreeSplit? OnOrdered(int feature, Span<double> cells, int categories)
    {
        var width = problem.CellWidth;
        var centroids = new double[categories];
        for (var c = 0; c < categories; c++) centroids[c] = Centroid(Cell(cells, c, width));
        var order = Enumerable.Range(0, categories).OrderBy(c => centroids[c]).ToArray();
        for (var i = 1; i < categories; i++) Add(Cell(cells, order[i], width), Cell(cells, order[i - 1], width));

        var best = new Best();
        var total = Cell(cells, order[^1], width);
        for (var i = 0; i < categories - 1; i++) Consider(ref best, i, Cell(cells, order[i], width), total);
        return best.Left is null ? null : new(feature, -1, order[..(best.Split + 1)], best.Gain, best.Left, best.Right!);
    }

    /// <summary>Tries every subset but the empty and the whole one; subset s holds the categories whose bit is set in s + 1.</summary>
    TreeSplit? OnSubsets(int feature, Span<double> cells, int categories)
    {
        var width = problem.CellWidth;
        var best = new Best();
        var left = new double[width];
        for (var subset = 0; subset < (1 << (categories - 1)) - 1; subset++)
        {
            left.AsSpan().Clear();
            for (var c = 0; c < categories; c++)
                if (((subset + 1) >> c & 1) != 0)
                    Add(left, Cell(cells, c, width));
            Consider(ref best, subset, left, parent);
        }

        if (best.Left is null) return null;
        var members = Enumerable.Range(0, categories).Where(c => ((best.Split + 1) >> c & 1) != 0).ToArray();
        return new(feature, -1, members, best.Gain, best.Left, best.Right!);
    }

    void Consider(ref Best best, int split, ReadOnlySpan<double> left, ReadOnlySpan<double> total)
    {
        Span<double> right = stackalloc double[problem.CellWidth <= 64 ? problem.CellWidth : 0];
        if (right.IsEmpty) right = new double[problem.CellWidth];
        for (var i = 0; i < right.Length; i++) right[i] = total[i] - left[i];

        if (problem.RawCount(left) < problem.MinInstancesPerNode || problem.RawCount(right) < problem.MinInstancesPerNode) return;
        var (leftWeight, rightWeight) = (problem.WeightOf(left), problem.WeightOf(right));
        if (leftWeight < problem.MinWeightPerNode || rightWeight < problem.MinWeightPerNode) return;

        var weight = leftWeight + rightWeight;
        var gain = impurity - leftWeight / weight * problem.ImpurityOf(left) - rightWeight / weight * problem.ImpurityOf(right);
        if (!(gain > best.Gain) || gain < problem.MinInfoGain) return;

        best = new() { Gain = gain, Split = split, Left = left.ToArray(), Right = right.ToArray() };
    }

    /// <summary>What orders categories: impurity with more than two classes, weight of class 1 with two, mean label in regression; last, those without rows.</summary>
    double Centroid(ReadOnlySpan<double> cell)
    {
        if (problem.WeightOf(cell) == 0) return double.MaxValue;
        if (problem.Classes == 0) return problem.Predict(cell);

        return problem.Classes == 2 ? cell[1] : problem.ImpurityOf(cell);
    }

    static Span<double> Cell(Span<double> cells, int bin, int width) => cells.Slice(bin * width, width);

    static void Add(Span<double> to, ReadOnlySpan<double> from)
    {
        for (var i = 0; i < to.Length; i++) to[i] += from[i];
    }

    /// <summary>The best so far; a gain must be positive to count.</summary>
    struct Best
    {
        public double Gain;
        public int Split;
        public double[]? Left;
        public double[]? Right;
    }
}
