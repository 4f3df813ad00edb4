using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Serving.Endpoints;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Server.Pages;

/// <summary>The page of one version of a model, and two versions side by side.</summary>
sealed class VersionPages(
    Surroundings surroundings, ModelRegistry registry, RunStore runs, LoggedModelStore models, ArtifactStore artifacts, ArtifactPreviews previews,
    EndpointSet endpoints)
{
    const string PromptText = "mlflow.prompt.text";

    /// <summary>The address of a version's page.</summary>
    public static string Address(string model, string version) => $"/models/{Uri.EscapeDataString(model)}/versions/{version}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/models/{name}/versions/{version:long}", (string name, long version, HttpContext http, VersionPages pages) =>
            pages.Get(name, version, http));
        routes.MapGet("/models/{name}/compare", (string name, HttpContext http, VersionPages pages) => pages.Compare(name, http));
        ModelEdits.Map(routes);
    }

    RazorComponentResult Get(string name, long number, HttpContext http)
    {
        var model = registry.Get(name);
        var version = registry.GetVersion(name, number);
        var run = RunOf(version);
        var logged = LoggedOf(version);
        var place = LocationOf(version, run);
        var files = Part<IReadOnlyList<(string Path, long? Bytes)>>.Of(http, "The list of files", () => ArtifactTree.Of(artifacts, place));
        var schema = Part<ModelSchema>.Of(http, "The signature", () => ModelSchema.Of(artifacts, place)!); // null stands for none
        var preview = Preview(http, version, place);
        return PantaPages.Page<VersionPage>(new
        {
            Frame = surroundings.Of(http, withForm: true),
            View = new VersionView
            {
                Model = name,
                Number = number,
                Aliases = version.Aliases,
                AllAliases = [.. model.Aliases.Select(alias => alias.Alias)],
                Stage = version.Stage,
                Created = DateTimeOffset.FromUnixTimeMilliseconds(version.CreationTime),
                Description = version.Description,
                Tags = [.. version.Tags.Where(tag => !RunOrigin.IsTold(tag.Key)).Select(tag => (tag.Key, tag.Value))],
                OwnTags = [.. version.Tags.Where(tag => RunOrigin.IsTold(tag.Key) && tag.Key != PromptText).Select(tag => (tag.Key, tag.Value))],
                Lineage = Lineage(version, run, logged),
                Schema = schema.Value,
                SchemaFailure = schema.Failure,
                Metrics = [.. (logged?.Metrics.Count > 0 ? logged.Metrics : run?.Metrics ?? [])
                    .Where(metric => !metric.Key.StartsWith("system/", StringComparison.Ordinal)).Select(metric => (metric.Key, metric.Value))],
                Params = [.. (run?.Params ?? []).Select(param => (param.Key, param.Value))],
                Prompt = version.Tags.FirstOrDefault(tag => tag.Key == PromptText)?.Value ?? "",
                History = [.. ModelMoves.Of(registry, name, number)],
                Artifacts = files.Value ?? [],
                ArtifactFailure = files.Failure,
                ArtifactsElsewhere = artifacts.PathOf(place) is null ? place : null,
                Preview = preview.Value,
                PreviewFailure = preview.Failure,
                Others = [.. registry.Versions(name).Select(other => other.Version).Where(other => other != number)],
            },
        });
    }

    RazorComponentResult Compare(string name, HttpContext http)
    {
        var all = registry.Versions(name);
        if (all.Count == 0) throw new NotFoundException("model version", name, $"Model '{name}' has no version to compare. Register one first.");

        var b = Chosen(http.Request.Query["b"], all) ?? all[0];
        var a = Chosen(http.Request.Query["a"], all) ?? all[Math.Min(1, all.Count - 1)];
        return PantaPages.Page<VersionsComparePage>(new
        {
            Frame = surroundings.Of(http),
            Model = name,
            Numbers = (IReadOnlyList<long>)[.. all.Select(version => version.Version)],
            Of = (a.Version, b.Version),
            Fields = VersionFields.Of(Side(a), Side(b)),
            Runs = a.RunId.Length > 0 && b.RunId.Length > 0 && a.RunId != b.RunId ? $"/compare?runs={a.RunId},{b.RunId}" : null,
        });
    }

    VersionFields.Side Side(ModelVersion version)
    {
        var run = RunOf(version);
        return new(version, run, SchemaOf(LocationOf(version, run)));
    }

    ModelSchema? SchemaOf(string location)
    {
        try
        {
            return ModelSchema.Of(artifacts, location);
        }
        catch (InvalidDataException)
        {
            return null; // the version's own page says why
        }
    }

    /// <summary>Where its files are: a source that names a path of its run lies below the run's own files.</summary>
    static string LocationOf(ModelVersion version, Run? run)
    {
        var below = $"runs:/{version.RunId}/";
        if (run is null || !version.Location.StartsWith(below, StringComparison.Ordinal)) return version.Location;
        return $"{run.ArtifactUri}/{version.Location[below.Length..]}";
    }

    static ModelVersion? Chosen(string? text, IReadOnlyList<ModelVersion> all) => all.FirstOrDefault(version => $"{version.Version}" == text);

    Part<ArtifactPreview> Preview(HttpContext http, ModelVersion version, string place)
    {
        if (http.Request.Query["file"].ToString() is not { Length: > 0 } path || artifacts.PathOf(place) is not { } root) return default;

        var below = version.Location.StartsWith("runs:/", StringComparison.Ordinal) ? version.Location.Split('/', 3)[^1] : null;
        var link = below is null
            ? $"/model-versions/get-artifact?name={Uri.EscapeDataString(version.Name)}&version={version.Version}&path={Uri.EscapeDataString(path)}"
            : $"/get-artifact?run_id={version.RunId}&path={Uri.EscapeDataString($"{below}/{path}")}";
        return Part<ArtifactPreview>.Of(http, "The look into the file", () => previews.Of(root, path, link));
    }

    List<(string Icon, string Kind, string Name, string? Link, string Note)> Lineage(ModelVersion version, Run? run, LoggedModel? logged)
    {
        var boxes = new List<(string Icon, string Kind, string Name, string? Link, string Note)>();
        var data = run?.Datasets.Select(input => input.Dataset).DistinctBy(dataset => (dataset.Name, dataset.Digest)).ToArray() ?? [];
        if (data.Length > 0)
            boxes.Add(("data", data.Length == 1 ? "Dataset" : "Datasets", string.Join(", ", data.Select(dataset => dataset.Name)),
                data is [{ SourceType: "delta" }] ? $"/data/{Uri.EscapeDataString(data[0].Name)}" : null,
                string.Join(", ", data.Select(dataset => $"digest {dataset.Digest}"))));
        if (version.RunId.Length > 0)
            boxes.Add(("runs", "Run", run?.Name ?? Figures.Short(version.RunId), run is null ? null : $"/runs/{version.RunId}",
                run is null ? "not in this store" : Figures.Day(DateTimeOffset.FromUnixTimeMilliseconds(run.StartTime))));
        if (logged is not null) boxes.Add(("file", "Logged model", logged.Name, null, logged.ModelId));
        boxes.Add(("models", "Version", $"{version.Name} v{version.Version}", null, version.Source));
        foreach (var (name, alias) in endpoints.All.Where(each => each.Settings.Model == version.Name && version.Aliases.Contains(each.Settings.Alias))
            .Select(each => (each.Settings.Name, each.Settings.Alias)).Take(3))
            boxes.Add(("endpoints", "Endpoint", name, $"/endpoints/{Uri.EscapeDataString(name)}", $"follows @{alias}"));
        return boxes;
    }

    Run? RunOf(ModelVersion version) => version.RunId.Length == 0 ? null : OrNull(() => runs.Get(version.RunId));

    LoggedModel? LoggedOf(ModelVersion version) => version.ModelId.Length == 0 ? null : OrNull(() => models.Get(version.ModelId, deletedToo: true));

    static T? OrNull<T>(Func<T> get) where T : class
    {
        try
        {
            return get();
        }
        catch (Exception gone) when (gone is NotFoundException or ArgumentException)
        {
            return null; // a version may name what is kept elsewhere
        }
    }
}
