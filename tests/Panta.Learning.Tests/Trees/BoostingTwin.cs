namespace Panta.Learning.Tests.Trees;

/// <summary>Boosting with squared error by the definition: every midpoint is tried on the rows themselves, the best leaf is split next. Slow and plain.</summary>
sealed class BoostingTwin(double[][] columns, double[] labels, int iterations, int maxLeaves, int minRows, double l2)
{
    /// <summary>Predictions of the training rows.</summary>
    public double[] FitAndPredict()
    {
        var scores = Enumerable.Repeat(labels.Average(), labels.Length).ToArray();
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var gradients = scores.Zip(labels, (score, label) => score - label).ToArray();
            foreach (var leaf in Leaves(gradients))
            {
                var step = -0.1 * leaf.Sum(row => gradients[row]) / (leaf.Length + l2);
                foreach (var row in leaf) scores[row] += step;
            }
        }
        return scores;
    }

    List<int[]> Leaves(double[] gradients)
    {
        List<int[]> leaves = [[.. Enumerable.Range(0, labels.Length)]];
        while (leaves.Count < maxLeaves)
        {
            var best = leaves.Select(leaf => Best(leaf, gradients)).MaxBy(split => split.Gain);
            if (best.Gain <= 1e-9) break;
            leaves.Remove(best.Leaf!);
            leaves.AddRange([best.Left!, best.Right!]);
        }
        return leaves;
    }

    (double Gain, int[]? Leaf, int[]? Left, int[]? Right) Best(int[] leaf, double[] gradients)
    {
        var best = (Gain: 0.0, Leaf: default(int[]), Left: default(int[]), Right: default(int[]));
        foreach (var column in columns)
            foreach (var value in column.Distinct())
            {
                int[] left = [.. leaf.Where(row => column[row] <= value)], right = [.. leaf.Where(row => column[row] > value)];
                if (left.Length < minRows || right.Length < minRows) continue;
                var gain = Score(left, gradients) + Score(right, gradients) - Score(leaf, gradients);
                if (gain > best.Gain) best = (gain, leaf, left, right);
            }
        return best;
    }

    double Score(int[] rows, double[] gradients) => Math.Pow(rows.Sum(row => gradients[row]), 2) / (rows.Length + l2);
}
