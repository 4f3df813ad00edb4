using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Workflows.Promotion;

namespace Panta.Server.Pages;

/// <summary>What the versions of a model are compared by in one column: a metric that their runs logged, and whether it is known to be of held-out rows.</summary>
sealed class VersionMeasures
{
    static readonly string[] _usual = ["mae", "accuracy", "rmse", "r2", "f1", "auc", "loss"];

    readonly Dictionary<string, Run> _runs = [];

    /// <summary>Reads the runs of versions and chooses.</summary>
    /// <param name="versions">The versions that are shown.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="asked">The metric that the model's project judges by; null for the most usual one, else the one that most of the runs logged.</param>
    public VersionMeasures(IEnumerable<ModelVersion> versions, RunStore runs, string? asked)
    {
        foreach (var id in versions.Select(version => version.RunId).Where(id => id.Length > 0).Distinct())
            if (Find(runs, id) is { } run) _runs.Add(id, run);

        Name = asked ?? _usual.FirstOrDefault(name => Having(name).Any()) ?? Commonest();
        IsHeldOut = Having(Name).Any() && Having(Name).All(run => run.Params.Any(param => param.Key == HeldOut.RowsParam));
    }

    /// <summary>The metric's name; null where no run logged any.</summary>
    public string? Name { get; }

    /// <summary>Whether every run that logged it says how many rows it held out for it.</summary>
    public bool IsHeldOut { get; }

    /// <summary>What a version's run logged of it last; null where it did not, or is not in this store.</summary>
    public double? Of(ModelVersion version) => _runs.GetValueOrDefault(version.RunId)?.Metrics.FirstOrDefault(metric => metric.Key == Name)?.Value;

    /// <summary>The name of a version's run; null where it has none, or one that is not in this store.</summary>
    public string? RunName(ModelVersion version) => _runs.GetValueOrDefault(version.RunId)?.Name;

    IEnumerable<Run> Having(string? name) => _runs.Values.Where(run => run.Metrics.Any(metric => metric.Key == name));

    string? Commonest() => _runs.Values.SelectMany(run => run.Metrics).CountBy(metric => metric.Key)
        .OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Key).FirstOrDefault();

    static Run? Find(RunStore runs, string id)
    {
        try
        {
            return runs.Get(id);
        }
        catch (NotFoundException)
        {
            return null; // clients may name runs that are kept elsewhere
        }
    }
}
