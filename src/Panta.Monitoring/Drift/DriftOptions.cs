using System.ComponentModel.DataAnnotations;

namespace Panta.Monitoring.Drift;

/// <summary>When a difference between a window and its reference counts as drift.</summary>
public sealed record DriftOptions
{
    /// <summary>Significance level over all columns of a window (false discovery rate), in (0, 1). Default 0.05.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)] public double Alpha { get; init; } = 0.05;

    /// <summary>Rows of the window, missing ones not counted, under which there is no verdict. Default 50.</summary>
    [Range(1, int.MaxValue)] public int MinRows { get; init; } = 50;

    /// <summary>Practical floor of numeric columns: Wasserstein distance in standard deviations of the reference, or Cliff's delta. Default 0.1.</summary>
    [Range(0d, double.MaxValue)] public double NumericFloor { get; init; } = 0.1;

    /// <summary>Practical floor of categorical columns: population stability index. Default 0.1.</summary>
    [Range(0d, double.MaxValue)] public double CategoricalFloor { get; init; } = 0.1;

    /// <summary>Whether missing values of a categorical column count as a category of their own. Default true.</summary>
    public bool MissingAsCategory { get; init; } = true;

    /// <summary>What is wrong with the options, as sentences. Empty: nothing.</summary>
    public IEnumerable<string> Problems()
    {
        if (!(Alpha > 0 && Alpha < 1)) yield return $"alpha is {Alpha}; needs a number in (0, 1).";
        if (MinRows < 1) yield return $"minRows is {MinRows}; needs at least 1.";
        if (!(NumericFloor >= 0)) yield return $"numericFloor is {NumericFloor}; needs zero or more.";
        if (!(CategoricalFloor >= 0)) yield return $"categoricalFloor is {CategoricalFloor}; needs zero or more.";
    }
}
