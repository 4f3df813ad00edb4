using System.Data;
using System.Globalization;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Garbage;

/// <summary>What shall be removed. What is named and cannot be is refused; what is merely found and cannot be is kept.</summary>
sealed class GarbagePlan
{
    const string Runs = "SELECT run_id, artifact_uri, COALESCE(deleted_time, 0), lifecycle_stage FROM runs";
    const string Models = "SELECT model_id, artifact_uri, last_update_time, lifecycle_stage FROM logged_models";
    const string Experiments = "SELECT CAST(experiment_id AS TEXT), artifact_location, last_update_time, lifecycle_stage FROM experiments";
    const string IsDeleted = " WHERE lifecycle_stage = 'deleted' AND ";
    const string OfExperiment = " WHERE experiment_id = @0";

    readonly IDbConnection _connection;
    readonly GarbageChoice _choice;
    readonly long _before;
    readonly HashSet<GarbageItem> _items = [];
    readonly List<GarbageKept> _kept = [];

    GarbagePlan(IDbConnection connection, GarbageChoice choice, DateTimeOffset now) =>
        (_connection, _choice, _before) = (connection, choice, (now - choice.OlderThan).ToUnixTimeMilliseconds());

    public IReadOnlyCollection<GarbageItem> Items => _items;

    public IReadOnlyList<GarbageKept> Kept => _kept;

    /// <summary>Plans; nothing is changed.</summary>
    /// <exception cref="NotFoundException">Something named does not exist.</exception>
    /// <exception cref="ArgumentException">Something named is not deleted, not for long enough, or needed.</exception>
    public static GarbagePlan Of(IDbConnection connection, GarbageChoice choice, DateTimeOffset now)
    {
        var plan = new GarbagePlan(connection, choice, now);
        plan.Make();
        return plan;
    }

    void Make()
    {
        var runs = Chosen(GarbageItem.Run, _choice.RunIds, Runs, "run_id", "COALESCE(deleted_time, 0)");
        var models = Chosen(GarbageItem.Model, _choice.LoggedModelIds, Models, "model_id", "last_update_time");
        var experiments = Chosen(GarbageItem.Experiment, _choice.ExperimentIds, Experiments, "experiment_id", "last_update_time")
            .ConvertAll(e => (Item: e, Parts: PartsOf(e)));

        List<GarbageItem> files = [.. runs, .. models, .. experiments.SelectMany(e => e.Parts)];
        var versions = VersionsIn(files.Select(f => f.Uri.TrimEnd('/')).ToHashSet());
        foreach (var (experiment, parts) in experiments)
            if (!Keeps(experiment, _choice.ExperimentIds, WhyNot(experiment, parts, versions))) _items.UnionWith([experiment, .. parts]);
        foreach (var run in runs)
            if (!Keeps(run, _choice.RunIds, VersionOf(run, versions))) _items.Add(run);
        foreach (var model in models)
            if (!Keeps(model, _choice.LoggedModelIds, VersionOf(model, versions))) _items.Add(model);
    }

    List<GarbageItem> Chosen(string kind, IReadOnlyList<string>? named, string select, string id, string time)
    {
        if (named is not null) return [.. named.Distinct().Select(n => Named(kind, n, select, id))];
        return _choice.NamesAny ? [] : _connection.Rows($"{select}{IsDeleted}{time} <= @0", r => Read(r, kind), _before);
    }

    GarbageItem Named(string kind, string name, string select, string id)
    {
        object key = kind == GarbageItem.Experiment ? Limits.ParseExperimentId(name) : name;
        var what = kind[..1].ToUpperInvariant() + kind[1..];
        var found = _connection.Rows($"{select} WHERE {id} = @0", r => (Item: Read(r, kind), Stage: r.GetString(3)), key);
        if (found.Count == 0) throw new NotFoundException(kind, name, $"{what} with ID {name} not found.");
        if (found[0].Stage != "deleted")
            throw new ArgumentException($"{what} {name} is not in `deleted` lifecycle stage. Only {kind}s in `deleted` lifecycle stage can be deleted.");
        if (found[0].Item.Time > _before)
            throw new ArgumentException(
                $"{what} {name} is not older than the required age. Only {kind}s deleted for longer than {_choice.OlderThan} can be deleted.");

        return found[0].Item;
    }

    List<GarbageItem> PartsOf(GarbageItem experiment)
    {
        var id = KeyOf(experiment);
        return
        [
            .. _connection.Rows($"{Runs}{OfExperiment} AND lifecycle_stage = 'deleted'", r => Read(r, GarbageItem.Run), id),
            .. _connection.Rows($"{Models}{OfExperiment}", r => Read(r, GarbageItem.Model), id),
        ];
    }

    string? WhyNot(GarbageItem experiment, List<GarbageItem> parts, Dictionary<string, string> versions)
    {
        if (KeyOf(experiment) == 0) return "it is the one that clients log to when they name none";
        var active = _connection.First($"SELECT COUNT(*) FROM runs{OfExperiment} AND lifecycle_stage = 'active'", r => r.GetInt64(0), KeyOf(experiment));
        if (active > 0) return $"runs of it are in use ({active}); delete them first";
        if (parts.FirstOrDefault(p => p.Kind == GarbageItem.Run && p.Time > _before) is { Id: not null } young) return $"its run {young.Id} was deleted later";
        return parts.Select(p => VersionOf(p, versions) is { } why ? $"of its {p.Kind} {p.Id}: {why}" : null).FirstOrDefault(why => why is not null);
    }

    static string? VersionOf(GarbageItem item, Dictionary<string, string> versions) => versions.TryGetValue(item.Uri.TrimEnd('/'), out var version)
        ? $"the files of model version {version} are in it; delete that version first" : null;

    bool Keeps(GarbageItem item, IReadOnlyList<string>? named, string? reason)
    {
        if (reason is null) return false;
        if (named is not null) throw new ArgumentException($"The {item.Kind} {item.Id} is not removed: {reason}.");

        _kept.Add(new(item.Kind, item.Id, reason));
        return true;
    }

    // Which of some places has files of a model version in it, with that version.
    Dictionary<string, string> VersionsIn(HashSet<string> places)
    {
        var found = new Dictionary<string, string>();
        if (places.Count == 0) return found;

        foreach (var (name, version, location) in _connection.Stream(
            "SELECT name, version, location FROM model_versions", r => (r.GetString(0), r.GetInt64(1), r.GetString(2).TrimEnd('/'))))
            for (var end = location.Length; end > 0; end = location.LastIndexOf('/', end - 1))
                if (places.Contains(location[..end])) found.TryAdd(location[..end], string.Create(CultureInfo.InvariantCulture, $"{name}/{version}"));
        return found;
    }

    static long KeyOf(GarbageItem experiment) => Limits.ParseExperimentId(experiment.Id);

    static GarbageItem Read(IDataRecord row, string kind) => new(kind, row.GetString(0), row.GetString(1), row.GetInt64(2));
}
