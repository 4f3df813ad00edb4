using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Webhooks;

namespace Panta.Tracking.Transfers;

/// <summary>Counts and digests of everything that one side of a transfer holds, by kind.</summary>
sealed class Tallies
{
    /// <summary>The kinds in the order of a report.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "experiments", "experiment tags", "runs", "params", "tags", "metric points", "latest metrics", "dataset inputs", "dataset input tags",
        "model inputs", "model outputs", "logged models", "logged model params", "logged model tags", "logged model metrics",
        "registered models", "registered model tags", "aliases", "versions", "version tags", "alias moves", "stage moves", "webhooks", "files",
    ];

    readonly Dictionary<string, Tally> _tallies = Kinds.ToDictionary(kind => kind, _ => new Tally());

    public Tally this[string kind] => _tallies[kind];

    /// <summary>What was counted, kinds without records left out.</summary>
    public IReadOnlyList<TransferTally> Counted =>
        [.. _tallies.Where(t => t.Value.Count > 0).Select(t => new TransferTally(t.Key, t.Value.Count, t.Value.Digest))];

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(IEnumerable<TransferTally> counted)
    {
        foreach (var one in counted) this[one.Kind].Add(one);
    }

    public void Add(Experiment experiment) => this["experiments"].Add(
        experiment.ExperimentId, experiment.Name, experiment.ArtifactLocation, $"{experiment.Stage}", Tally.Text(experiment.CreationTime),
        Tally.Text(experiment.LastUpdateTime));

    public void AddTags(string kind, string owner, IEnumerable<Tag> tags)
    {
        foreach (var tag in tags) this[kind].Add(owner, tag.Key, tag.Value);
    }

    public void Add(Run run)
    {
        this["runs"].Add(
            run.RunId, run.ExperimentId, run.Name, run.UserId, $"{run.Status}", Tally.Text(run.StartTime), run.EndTime is { } end ? Tally.Text(end) : null,
            $"{run.Stage}", run.ArtifactUri);
        foreach (var param in run.Params) this["params"].Add(run.RunId, param.Key, param.Value);
        AddTags("tags", run.RunId, run.Tags);
        foreach (var metric in run.Metrics) AddPoint("latest metrics", run.RunId, metric);
        foreach (var (dataset, tags) in run.Datasets)
        {
            this["dataset inputs"].Add(
                run.RunId, dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile);
            AddTags("dataset input tags", $"{run.RunId} {dataset.Digest} {dataset.Name}", tags);
        }

        foreach (var model in run.ModelInputs) this["model inputs"].Add(run.RunId, model);
        foreach (var model in run.ModelOutputs) this["model outputs"].Add(run.RunId, model.ModelId, Tally.Text(model.Step));
    }

    public void AddPoint(Metric point) => AddPoint("metric points", point.RunId, point);

    public void Add(MovedModel moved)
    {
        var model = moved.Model;
        this["logged models"].Add(
            model.ModelId, model.ExperimentId, model.Name, model.ModelType, model.SourceRunId, model.ArtifactUri, $"{model.Status}",
            Tally.Text(model.CreationTime), Tally.Text(model.LastUpdateTime), $"{moved.Stage}");
        foreach (var param in model.Params) this["logged model params"].Add(model.ModelId, param.Key, param.Value);
        AddTags("logged model tags", model.ModelId, model.Tags);
        foreach (var metric in model.Metrics)
            this["logged model metrics"].Add(
                model.ModelId, metric.RunId, metric.Key, Tally.Text(metric.Value), Tally.Text(metric.Timestamp), Tally.Text(metric.Step), metric.DatasetName,
                metric.DatasetDigest);
    }

    public void Add(MovedRegistration moved)
    {
        var model = moved.Model;
        this["registered models"].Add(
            model.Name, model.Description, Tally.Text(model.CreationTime), Tally.Text(model.LastUpdateTime), Tally.Text(moved.LastVersion));
        AddTags("registered model tags", model.Name, model.Tags);
        foreach (var alias in model.Aliases) this["aliases"].Add(model.Name, alias.Alias, Tally.Text(alias.Version));
        foreach (var version in moved.Versions)
        {
            this["versions"].Add(
                version.Name, Tally.Text(version.Version), Tally.Text(version.CreationTime), Tally.Text(version.LastUpdateTime), version.Description,
                version.Stage, version.Source, version.Location, version.RunId, version.RunLink, version.ModelId);
            AddTags("version tags", $"{version.Name} {version.Version}", version.Tags);
        }
    }

    public void Add(AliasChange move) => this["alias moves"].Add(
        move.Model, move.Alias, Number(move.Version), Number(move.PreviousVersion), Tally.Text(move.At.ToUnixTimeMilliseconds()), move.Who, move.Why, move.Evidence);

    public void Add(StageChange move) => this["stage moves"].Add(
        move.Model, Tally.Text(move.Version), move.Stage, move.PreviousStage, Tally.Text(move.At.ToUnixTimeMilliseconds()), move.Who, move.Why);

    public void Add(Webhook webhook) => this["webhooks"].Add(
        webhook.WebhookId, webhook.Name, webhook.Description, webhook.Url, string.Join(' ', webhook.Events), Tally.Text(webhook.CreationTime),
        Tally.Text(webhook.LastUpdateTime));

    public void AddFile(string uri, MovedFile file, string sha256) => this["files"].Add(uri, file.Path, Tally.Text(file.Size), sha256);

    static string? Number(long? number) => number is { } given ? Tally.Text(given) : null;

    void AddPoint(string kind, string run, Metric point) =>
        this[kind].Add(run, point.Key, Tally.Text(point.Value), Tally.Text(point.Timestamp), Tally.Text(point.Step));
}
