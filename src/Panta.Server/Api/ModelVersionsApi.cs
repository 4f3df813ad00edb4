using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Tracking.Models;

namespace Panta.Server.Api;

/// <summary>MLflow's calls for model versions.</summary>
sealed class ModelVersionsApi(ModelRegistry registry, PantaServerOptions options)
{
    readonly SourcePattern _sources = new(options);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("POST", "/model-versions/create", Create);
        routes.MapMlflow("GET", "/model-versions/get", Get);
        routes.MapMlflow("PATCH", "/model-versions/update", Update);
        routes.MapMlflow("DELETE", "/model-versions/delete", Delete);
        routes.MapMlflow("GET POST", "/model-versions/search", Search);
        routes.MapMlflow("GET", "/model-versions/get-download-uri", GetDownloadUri);
        routes.MapMlflow("POST", "/model-versions/transition-stage", TransitionStage);
        routes.MapMlflow("POST", "/model-versions/set-tag", SetTag);
        routes.MapMlflow("DELETE", "/model-versions/delete-tag", DeleteTag);
        routes.MapGet("/api/1.0/models/{name}/stages", Stages);
    }

    public static Task Answer(WireRequest call, ModelVersion version) => call.Answer(json =>
    {
        json.WritePropertyName("model_version");
        json.WriteModelVersion(version);
    });

    async Task Create(WireRequest call)
    {
        var (name, source) = (call.Fields.ModelName(), call.Fields.RequiredText("source"));
        _sources.Require(source);
        var made = await registry.CreateVersionAsync(
            new()
            {
                Name = name,
                Source = source,
                RunId = call.Fields.Text("run_id") ?? "",
                RunLink = call.Fields.Text("run_link") ?? "",
                ModelId = call.Fields.Text("model_id") ?? "",
                Description = call.Fields.Text("description") ?? "",
                Tags = call.Fields.Tags(),
            },
            call.Cancel);
        await Answer(call, made);
    }

    Task Get(WireRequest call) => Answer(call, registry.GetVersion(call.Fields.ModelName(), call.Fields.Version()));

    async Task Update(WireRequest call) => await Answer(
        call, await registry.DescribeVersionAsync(call.Fields.ModelName(), call.Fields.Version(), call.Fields.Text("description") ?? "", call.Cancel));

    async Task Delete(WireRequest call)
    {
        await registry.DeleteVersionAsync(call.Fields.ModelName(), call.Fields.Version(), RegisteredModelsApi.Client, call.Cancel);
        await call.Done();
    }

    Task Search(WireRequest call)
    {
        var page = registry.SearchVersions(
            call.Fields.Text("filter"), call.Fields.Texts("order_by"), call.Fields.MaxResults(200_000), call.Fields.Text("page_token"));
        return call.AnswerPage("model_versions", page.Items, page.NextToken, ModelJson.WriteModelVersion);
    }

    Task GetDownloadUri(WireRequest call)
    {
        var location = registry.GetVersion(call.Fields.ModelName(), call.Fields.Version()).Location;
        return call.Answer(json => json.WriteString("artifact_uri", location));
    }

    async Task TransitionStage(WireRequest call) => await Answer(call, await registry.MoveToStageAsync(
        call.Fields.ModelName(), call.Fields.Version(), call.Fields.RequiredText("stage"),
        call.Fields.Flag("archive_existing_versions"), RegisteredModelsApi.Client, cancel: call.Cancel));

    // Newest first; of a deleted model too.
    Ok<StagesAnswer> Stages(string name, long? version = null) => TypedResults.Ok(new StagesAnswer(registry.StageHistory(name, version)));

    async Task SetTag(WireRequest call)
    {
        var tag = new Tracking.Runs.Tag(call.Fields.RequiredText("key"), call.Fields.Text("value") ?? "");
        await registry.SetVersionTagAsync(call.Fields.ModelName(), call.Fields.Version(), tag, call.Cancel);
        await call.Done();
    }

    async Task DeleteTag(WireRequest call)
    {
        await registry.DeleteVersionTagAsync(call.Fields.ModelName(), call.Fields.Version(), call.Fields.RequiredText("key"), call.Cancel);
        await call.Done();
    }

    internal sealed record StagesAnswer(IReadOnlyList<StageChange> Changes);
}
