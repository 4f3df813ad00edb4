namespace Panta.Learning.Trees;

/// <summary>A split of a node into two, with the label statistics of both sides.</summary>
/// <param name="Feature">Feature to split on.</param>
/// <param name="Bin">Last bin that goes left, for a number.</param>
/// <param name="LeftCategories">Categories that go left, for a categorical feature; else null.</param>
/// <param name="Gain">Information gain, &gt; 0.</param>
/// <param name="Left">Cell of the left side.</param>
/// <param name="Right">Cell of the right side.</param>
sealed record TreeSplit(int Feature, int Bin, int[]? LeftCategories, double Gain, double[] Left, double[] Right);
