namespace Panta.Server.Charts;

/// <summary>A difference of two models on one segment of the rows.</summary>
/// <param name="Segment">Which rows.</param>
/// <param name="Value">Challenger minus champion.</param>
/// <param name="Low">Lower end of the paired 95 % interval.</param>
/// <param name="High">Upper end of the paired 95 % interval.</param>
/// <param name="Note">Both values and the number of rows in words.</param>
public sealed record Difference(string Segment, double Value, double Low, double High, string Note);
