using System.Collections.Immutable;

namespace Panta.Learning.Pipelines;

/// <summary>spark.ml's thresholds, one a class: the class with the largest probability over threshold is predicted; without them the most probable.</summary>
static class ClassThresholds
{
    public static void Check(StageCheck check, ImmutableArray<double> thresholds) =>
        check.That(thresholds.IsDefaultOrEmpty || (thresholds.All(threshold => threshold >= 0) && thresholds.Count(threshold => threshold == 0) <= 1),
            $"Thresholds are [{string.Join(", ", thresholds.IsDefault ? [] : thresholds)}]. They are at least 0, and at most one of them is 0.");

    /// <summary>Checks their number when the classes are known.</summary>
    public static void RequireOneEach(IStage stage, ImmutableArray<double> thresholds, int classes)
    {
        if (!thresholds.IsDefaultOrEmpty && thresholds.Length != classes)
            throw new ArgumentException($"{stage.GetType().Name}: Thresholds has {thresholds.Length} values, but there are {classes} classes: give one a class, or none.");
    }

    /// <summary>The class of one row, the first of equals.</summary>
    public static int Choose(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> thresholds)
    {
        var (best, most) = (0, double.NegativeInfinity);
        for (var k = 0; k < probabilities.Length; k++)
        {
            var scaled = thresholds.IsEmpty ? probabilities[k] : thresholds[k] == 0 && probabilities[k] == 0 ? 0 : probabilities[k] / thresholds[k];
            if (scaled > most) (best, most) = (k, scaled);
        }

        return best;
    }

    /// <summary>The class of each row of rows × classes probabilities.</summary>
    public static double[] Choose(ReadOnlySpan<double> probabilities, int classes, ReadOnlySpan<double> thresholds)
    {
        var chosen = new double[probabilities.Length / classes];
        for (var row = 0; row < chosen.Length; row++) chosen[row] = Choose(probabilities.Slice(row * classes, classes), thresholds);
        return chosen;
    }
}
