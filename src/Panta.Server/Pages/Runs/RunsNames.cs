namespace Panta.Server.Pages;

/// <summary>What rows of runs are told with beside the runs themselves.</summary>
/// <param name="Experiments">Names of experiments by id.</param>
/// <param name="Versions">The version registered from a run, such as "bikes v14", with its page, by the run's id.</param>
/// <param name="Now">The time now.</param>
public sealed record RunsNames(
    IReadOnlyDictionary<string, string> Experiments, IReadOnlyDictionary<string, (string Name, string Link)> Versions, DateTimeOffset Now);
