namespace Panta.Learning.Trees;

/// <summary>How mixed the labels of a node are, as spark.ml computes it: 0 is pure.</summary>
enum Impurity
{
    Gini,
    Entropy,
    Variance,
}

static class Impurities
{
    public static Impurity Parse(string name) => name switch
    {
        "gini" => Impurity.Gini,
        "entropy" => Impurity.Entropy,
        _ => Impurity.Variance,
    };

    /// <summary>Impurity of class weights (Gini, entropy in bits) or of (weight, sum, sum of squares) (variance); 0 for an empty node.</summary>
    public static double Of(this Impurity impurity, ReadOnlySpan<double> stats) => impurity switch
    {
        Impurity.Gini => Gini(stats),
        Impurity.Entropy => Entropy(stats),
        _ => Variance(stats),
    };

    static double Gini(ReadOnlySpan<double> weights)
    {
        var total = Sum(weights);
        if (total == 0) return 0;

        var impurity = 1.0;
        foreach (var weight in weights)
        {
            var share = weight / total;
            impurity -= share * share;
        }
        return impurity;
    }

    static double Entropy(ReadOnlySpan<double> weights)
    {
        var total = Sum(weights);
        if (total == 0) return 0;

        var impurity = 0.0;
        foreach (var weight in weights)
        {
            if (weight == 0) continue;
            var share = weight / total;
            impurity -= share * (Math.Log(share) / Math.Log(2));
        }
        return impurity;
    }

    static double Variance(ReadOnlySpan<double> moments) =>
        moments[0] == 0 ? 0 : (moments[2] - moments[1] * moments[1] / moments[0]) / moments[0];

    public static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
