namespace Panta.Server.Charts;

/// <summary>Has the strip above a plot say the values of the lines nearest to the pointer, where no <see cref="Chart.Notes"/> were written.</summary>
/// <param name="Kind"><c>step</c>, <c>relative</c> or <c>wall</c>: what x is.</param>
/// <param name="Scale">What x is multiplied by to get seconds where the kind is <c>relative</c>. Default 1.</param>
public sealed record ChartHover(string Kind, double Scale = 1);
