namespace Panta.Learning.Trees;

/// <summary>A split of a leaf of a boosted tree.</summary>
/// <param name="Feature">Feature to split on.</param>
/// <param name="Bin">Last bin that goes left, for a number.</param>
/// <param name="LeftBins">Which bins go left, for a categorical feature; else null.</param>
/// <param name="MissingLeft">Whether the bin of missing values goes left.</param>
/// <param name="Gain">What the split takes from the loss, twice; &gt; 0.</param>
/// <param name="LeftGradients">Sum of gradients of the left side.</param>
/// <param name="LeftHessians">Sum of Hessians and count of the left side.</param>
sealed record BoostedSplit(int Feature, int Bin, bool[]? LeftBins, bool MissingLeft, double Gain, long LeftGradients, long LeftHessians)
{
    /// <summary>Whether each of the 256 bins goes left.</summary>
    public bool[] ToTable()
    {
        var table = new bool[256];
        if (LeftBins is null) table.AsSpan(0, Bin + 1).Fill(true);
        else LeftBins.CopyTo(table, 0);
        table[FeatureBins.Missing] = MissingLeft;
        return table;
    }
}
