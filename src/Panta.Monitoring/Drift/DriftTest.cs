namespace Panta.Monitoring.Drift;

/// <summary>What a drift test measured. Whether that is too much is the caller's decision.</summary>
/// <param name="Statistic">The statistic.</param>
/// <param name="PValue">Probability of such a statistic, or a larger one, without drift; in [0, 1].</param>
/// <param name="Method">How the p-value was computed: <c>exact</c> or <c>asymptotic</c>.</param>
public readonly record struct DriftTest(double Statistic, double PValue, string Method);
