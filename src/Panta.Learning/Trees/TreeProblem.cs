namespace Panta.Learning.Trees;

/// <summary>What a decision tree learns from: binned columns, labels and spark.ml's parameters, checked beforehand.</summary>
sealed record TreeProblem
{
    public required BinnedColumn[] Columns { get; init; }

    /// <summary>Label of each row; a class number when there are classes.</summary>
    public required double[] Labels { get; init; }

    /// <summary>Weight of each row, or null when all are 1.</summary>
    public double[]? Weights { get; init; }

    /// <summary>Number of classes, ≥ 2; 0 for regression.</summary>
    public required int Classes { get; init; }

    public required Impurity Impurity { get; init; }

    public required int MaxDepth { get; init; }

    public required int MinInstancesPerNode { get; init; }

    /// <summary>Smallest weight of a child: the fraction times the weight of all rows.</summary>
    public required double MinWeightPerNode { get; init; }

    public required double MinInfoGain { get; init; }

    /// <summary>Features tried at each node, drawn anew for each when fewer than there are.</summary>
    public required int FeaturesPerNode { get; init; }

    public required ulong Seed { get; init; }

    public int Rows => Labels.Length;

    /// <summary>Numbers that describe the labels of a node: class weights, or weight, sum and sum of squares.</summary>
    public int StatsWidth => Classes > 0 ? Classes : 3;

    /// <summary>Numbers a bin: the above, and the row count where weights are not counts already.</summary>
    public int CellWidth => Classes == 0 ? 4 : Weights is null ? Classes : Classes + 1;

    /// <summary>Rows (drawn twice count twice) behind the numbers of a cell.</summary>
    public double RawCount(ReadOnlySpan<double> cell) => CellWidth > StatsWidth ? cell[StatsWidth] : Impurities.Sum(cell);

    /// <summary>Weight behind the numbers of a cell.</summary>
    public double WeightOf(ReadOnlySpan<double> cell) => Classes == 0 ? cell[0] : Impurities.Sum(cell[..Classes]);

    public double ImpurityOf(ReadOnlySpan<double> cell) => Impurity.Of(cell[..StatsWidth]);

    /// <summary>Prediction of a node: its first most frequent class, or its mean label.</summary>
    public double Predict(ReadOnlySpan<double> cell)
    {
        if (Classes == 0) return cell[0] == 0 ? 0 : cell[1] / cell[0];

        var best = 0;
        for (var k = 1; k < Classes; k++)
            if (cell[k] > cell[best])
                best = k;
        return best;
    }
}
