namespace Panta.Data.Summaries;

/// <summary>One bar of a histogram.</summary>
/// <param name="From">Its lower edge, part of it.</param>
/// <param name="To">Its upper edge, part of the next bar; of the last one, part of it.</param>
/// <param name="Count">How many values fall into it.</param>
public readonly record struct HistogramBin(double From, double To, long Count);
