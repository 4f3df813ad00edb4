namespace Panta.Tracking.Models;

/// <summary>A sort key of a search for logged models.</summary>
/// <param name="Field">An attribute, or <c>metrics.KEY</c> for the model's latest point of that metric.</param>
/// <param name="Descending">Default false.</param>
/// <param name="DatasetName">For a metric: only points on this dataset; empty for all (default).</param>
/// <param name="DatasetDigest">For a metric: that dataset's digest; empty for any (default).</param>
public sealed record LoggedModelOrder(string Field, bool Descending = false, string DatasetName = "", string DatasetDigest = "");
