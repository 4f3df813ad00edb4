using Panta.Tracking.Runs;
using Panta.Tracking.Stores;

namespace Panta.Server.Api;

/// <summary>MLflow's calls for experiments.</summary>
sealed class ExperimentsApi(ExperimentStore experiments, DatasetSearch datasets)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("POST", "/experiments/create", Create);
        routes.MapMlflow("GET", "/experiments/get", Get);
        routes.MapMlflow("GET", "/experiments/get-by-name", GetByName);
        routes.MapMlflow("GET POST", "/experiments/search", Search);
        routes.MapMlflow("POST", "/experiments/update", Update);
        routes.MapMlflow("POST", "/experiments/delete", Delete);
        routes.MapMlflow("POST", "/experiments/restore", Restore);
        routes.MapMlflow("POST", "/experiments/set-experiment-tag", SetTag);
        routes.MapMlflow("POST", "/experiments/delete-experiment-tag", DeleteTag);
        routes.MapMlflow("POST", "/experiments/search-datasets", SearchDatasets);
    }

    async Task Create(WireRequest call)
    {
        var made = await experiments.CreateAsync(call.Fields.RequiredText("name"), call.Fields.Text("artifact_location"), call.Fields.Tags(), call.Cancel);
        await call.Answer(json => json.WriteString("experiment_id", made.ExperimentId));
    }

    Task Get(WireRequest call) => Answer(call, experiments.Get(call.Fields.RequiredText("experiment_id")));

    Task GetByName(WireRequest call)
    {
        var name = call.Fields.RequiredText("experiment_name");
        return Answer(call, experiments.FindByName(name) ?? throw new NotFoundException("experiment", name, $"Could not find experiment with name '{name}'."));
    }

    Task Search(WireRequest call)
    {
        var page = experiments.Search(
            call.Fields.Text("filter"), call.Fields.Texts("order_by"), call.Fields.Choice<ViewType>("view_type") ?? ViewType.ActiveOnly,
            call.Fields.MaxResults(1000), call.Fields.Text("page_token"));
        return call.AnswerPage("experiments", page.Items, page.NextToken, RunJson.WriteExperiment);
    }

    async Task Update(WireRequest call)
    {
        await experiments.RenameAsync(call.Fields.RequiredText("experiment_id"), call.Fields.RequiredText("new_name"), call.Cancel);
        await call.Done();
    }

    async Task Delete(WireRequest call)
    {
        await experiments.DeleteAsync(call.Fields.RequiredText("experiment_id"), call.Cancel);
        await call.Done();
    }

    async Task Restore(WireRequest call)
    {
        await experiments.RestoreAsync(call.Fields.RequiredText("experiment_id"), call.Cancel);
        await call.Done();
    }

    async Task SetTag(WireRequest call)
    {
        var tag = new Tag(call.Fields.RequiredText("key"), call.Fields.Text("value") ?? "");
        await experiments.SetTagAsync(call.Fields.RequiredText("experiment_id"), tag, call.Cancel);
        await call.Done();
    }

    async Task DeleteTag(WireRequest call)
    {
        await experiments.DeleteTagAsync(call.Fields.RequiredText("experiment_id"), call.Fields.RequiredText("key"), call.Cancel);
        await call.Done();
    }

    Task SearchDatasets(WireRequest call) => call.AnswerPage("dataset_summaries", datasets.Search(call.Fields.Texts("experiment_ids")), null, (json, dataset) =>
    {
        json.WriteStartObject();
        json.WriteString("experiment_id", dataset.ExperimentId);
        json.WriteString("name", dataset.Name);
        json.WriteString("digest", dataset.Digest);
        if (dataset.Context is { } context) json.WriteString("context", context);
        json.WriteEndObject();
    });

    static Task Answer(WireRequest call, Experiment experiment) => call.Answer(json =>
    {
        json.WritePropertyName("experiment");
        json.WriteExperiment(experiment);
    });
}
