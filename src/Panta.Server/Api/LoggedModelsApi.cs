using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;

namespace Panta.Server.Api;

/// <summary>MLflow's calls for logged models.</summary>
sealed class LoggedModelsApi(LoggedModelStore models, ArtifactStore artifacts)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("POST", "/logged-models", Create);
        routes.MapMlflow("POST", "/logged-models/search", Search);
        routes.MapMlflow("GET", "/logged-models/{model_id}", Get);
        routes.MapMlflow("PATCH", "/logged-models/{model_id}", Finish);
        routes.MapMlflow("DELETE", "/logged-models/{model_id}", Delete);
        routes.MapMlflow("POST", "/logged-models/{model_id}/params", LogParams);
        routes.MapMlflow("PATCH", "/logged-models/{model_id}/tags", SetTags);
        routes.MapMlflow("DELETE", "/logged-models/{model_id}/tags/{tag_key}", DeleteTag);
        routes.MapMlflow("GET", "/logged-models/{model_id}/artifacts/directories", ListArtifacts);
        routes.MapMlflow("GET", "/logged-models/{model_id}/artifacts/files", GetArtifact);
    }

    async Task Create(WireRequest call)
    {
        var made = await models.CreateAsync(
            new()
            {
                ExperimentId = call.Fields.RequiredText("experiment_id"),
                Name = call.Fields.Text("name"),
                ModelType = call.Fields.Text("model_type") ?? "",
                SourceRunId = call.Fields.Text("source_run_id") ?? "",
                Params = call.Fields.Params(),
                Tags = call.Fields.Tags(),
            },
            call.Cancel);
        await Answer(call, made);
    }

    Task Search(WireRequest call)
    {
        if (!call.Fields.Has("experiment_ids")) throw call.Fields.Missing("experiment_ids");

        var page = models.Search(new()
        {
            ExperimentIds = call.Fields.Texts("experiment_ids"),
            Filter = call.Fields.Text("filter"),
            Datasets = [.. call.Fields.Objects("datasets").Select(d => (d.RequiredText("dataset_name"), d.Text("dataset_digest") ?? ""))],
            OrderBy = [.. call.Fields.Objects("order_by").Select(ReadOrder)],
            MaxResults = call.Fields.MaxResults(50),
            PageToken = call.Fields.Text("page_token"),
        });
        return call.AnswerPage("models", page.Items, page.NextToken, ModelJson.WriteLoggedModel);
    }

    Task Get(WireRequest call) => Answer(call, models.Get(call.Route("model_id"), call.Fields.Flag("allow_deleted")));

    async Task Finish(WireRequest call)
    {
        call.Fields.RequiredText("model_id");
        var status = call.Fields.Choice<LoggedModelStatus>("status", "LOGGED_MODEL_") ?? throw call.Fields.Missing("status");
        await Answer(call, await models.FinishAsync(call.Route("model_id"), status, call.Cancel));
    }

    async Task Delete(WireRequest call)
    {
        await models.DeleteAsync(call.Route("model_id"), call.Cancel);
        await call.Done();
    }

    async Task LogParams(WireRequest call)
    {
        await models.LogParamsAsync(call.Route("model_id"), call.Fields.Params(), call.Cancel);
        await call.Done();
    }

    async Task SetTags(WireRequest call)
    {
        await models.SetTagsAsync(call.Route("model_id"), call.Fields.Tags(), call.Cancel);
        await call.Done();
    }

    async Task DeleteTag(WireRequest call)
    {
        await models.DeleteTagAsync(call.Route("model_id"), call.Route("tag_key"), call.Cancel);
        await call.Done();
    }

    Task ListArtifacts(WireRequest call)
    {
        var folder = ArtifactPath.Normalize(call.Fields.Text("artifact_directory_path") ?? "");
        return ArtifactsApi.AnswerListing(call, artifacts, models.Get(call.Route("model_id")).ArtifactUri, folder);
    }

    Task GetArtifact(WireRequest call)
    {
        var path = ArtifactPath.Normalize(call.Fields.RequiredText("artifact_file_path"));
        return ArtifactsApi.SendFile(call.Http, artifacts, models.Get(call.Route("model_id")).ArtifactUri, path);
    }

    static LoggedModelOrder ReadOrder(WireObject order) => new(
        order.RequiredText("field_name"), order.Has("ascending") && !order.Flag("ascending"),
        order.Text("dataset_name") ?? "", order.Text("dataset_digest") ?? "");

    static Task Answer(WireRequest call, LoggedModel model) => call.Answer(json =>
    {
        json.WritePropertyName("model");
        json.WriteLoggedModel(model);
    });
}
