namespace Panta.Learning.Tests.Trees;

/// <summary>A decision tree by the definition: every midpoint of every feature is tried on the rows themselves. Slow and plain.</summary>
sealed class DecisionTreeTwin(double[][] columns, double[] labels, int classes, int maxDepth)
{
    /// <summary>The tree as text: a split on each line, depth first.</summary>
    public string Grow() => Grow([.. Enumerable.Range(0, labels.Length)], 0).Text;

    (string Text, double? Leaf) Grow(int[] rows, int depth)
    {
        var best = (Gain: 0.0, Feature: -1, Threshold: 0.0);
        for (var feature = 0; depth < maxDepth && feature < columns.Length; feature++)
            foreach (var threshold in Midpoints(feature))
                if (Gain(rows, feature, threshold) is var gain && gain > best.Gain)
                    best = (gain, feature, threshold);

        var leaf = Predict(rows);
        if (best.Feature < 0) return ($"{leaf:R}\n", leaf);

        var left = Grow([.. rows.Where(row => columns[best.Feature][row] <= best.Threshold)], depth + 1);
        var right = Grow([.. rows.Where(row => columns[best.Feature][row] > best.Threshold)], depth + 1);
        return left.Leaf is { } value && value == right.Leaf ? ($"{leaf:R}\n", leaf) : ($"x{best.Feature} <= {best.Threshold:R}\n{left.Text}{right.Text}", null);
    }

    IEnumerable<double> Midpoints(int feature)
    {
        var values = columns[feature].Distinct().Order().ToArray();
        return values.Zip(values.Skip(1), (low, high) => (low + high) / 2);
    }

    double Gain(int[] rows, int feature, double threshold)
    {
        int[] left = [.. rows.Where(row => columns[feature][row] <= threshold)], right = [.. rows.Where(row => columns[feature][row] > threshold)];
        if (left.Length == 0 || right.Length == 0) return 0;
        return Impurity(rows) - (double)left.Length / rows.Length * Impurity(left) - (double)right.Length / rows.Length * Impurity(right);
    }

    double Impurity(int[] rows)
    {
        if (classes > 0) return Enumerable.Range(0, classes).Aggregate(1.0, (rest, k) => rest - Math.Pow((double)rows.Count(row => labels[row] == k) / rows.Length, 2));

        var (sum, squares) = (rows.Sum(row => labels[row]), rows.Sum(row => labels[row] * labels[row]));
        return (squares - sum * sum / rows.Length) / rows.Length;
    }

    double Predict(int[] rows) => classes > 0
        ? Enumerable.Range(0, classes).MaxBy(k => rows.Count(row => labels[row] == k))
        : rows.Sum(row => labels[row]) / rows.Length;
}
