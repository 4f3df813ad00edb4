namespace Panta.Learning.Trees;

/// <summary>What limits a boosted tree; see the properties of <see cref="HistGradientBoostingRegressor"/>.</summary>
sealed record BoostingParameters
{
    public required int MaxIter { get; init; }

    public required double LearningRate { get; init; }

    public required int MaxLeafNodes { get; init; }

    /// <summary>Longest way from the root to a leaf; <see cref="int.MaxValue"/> for no limit.</summary>
    public required int MaxDepth { get; init; }

    public required int MinSamplesLeaf { get; init; }

    public required double L2Regularization { get; init; }

    public required double MinSumHessian { get; init; }

    public required int MaxBins { get; init; }

    public required bool EarlyStopping { get; init; }

    public required double ValidationFraction { get; init; }

    public required int NIterNoChange { get; init; }

    public required double Tol { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Whether a leaf of so many rows and such a Hessian is too small to stand.</summary>
    public bool IsTooSmall(long count, double hessian) => count < MinSamplesLeaf || hessian < MinSumHessian;

    /// <summary>What a leaf with these sums takes from the loss, twice: G² / (H + λ).</summary>
    public double Score(double gradient, double hessian) => hessian + L2Regularization > 0 ? gradient * gradient / (hessian + L2Regularization) : 0;

    /// <summary>The step that a leaf with these sums makes: −learning rate × G / (H + λ).</summary>
    public double Step(double gradient, double hessian) => hessian + L2Regularization > 0 ? -LearningRate * gradient / (hessian + L2Regularization) : 0;
}
