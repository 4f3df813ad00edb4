namespace Panta.Server.Pages;

/// <summary>All endpoints.</summary>
/// <param name="Lines">One line an endpoint.</param>
public sealed record EndpointsView(IReadOnlyList<EndpointsView.Line> Lines)
{
    /// <summary>One endpoint in the list.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Model">The model it serves.</param>
    /// <param name="Alias">The alias it follows.</param>
    /// <param name="Version">The version that answers; empty where none does.</param>
    /// <param name="Predictions">Predictions logged.</param>
    /// <param name="Labels">Labels received.</param>
    /// <param name="MedianLatency">Median time of an answer; null before the first.</param>
    /// <param name="Errors">Requests that failed since the server started.</param>
    public sealed record Line(string Name, string Model, string Alias, string Version, long Predictions, long Labels, TimeSpan? MedianLatency, long Errors);
}
