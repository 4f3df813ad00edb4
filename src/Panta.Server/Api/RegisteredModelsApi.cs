using Panta.Tracking.Models;

namespace Panta.Server.Api;

/// <summary>MLflow's calls for registered models and aliases.</summary>
sealed class RegisteredModelsApi(ModelRegistry registry)
{
    /// <summary>Who moved an alias, when an MLflow client did: nobody is asked yet who they are.</summary>
    public const string Client = "mlflow client";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("POST", "/registered-models/create", Create);
        routes.MapMlflow("POST", "/registered-models/rename", Rename);
        routes.MapMlflow("PATCH", "/registered-models/update", Update);
        routes.MapMlflow("DELETE", "/registered-models/delete", Delete);
        routes.MapMlflow("GET", "/registered-models/get", Get);
        routes.MapMlflow("GET POST", "/registered-models/search", Search);
        routes.MapMlflow("GET POST", "/registered-models/get-latest-versions", GetLatestVersions);
        routes.MapMlflow("POST", "/registered-models/set-tag", SetTag);
        routes.MapMlflow("DELETE", "/registered-models/delete-tag", DeleteTag);
        routes.MapMlflow("POST", "/registered-models/alias", SetAlias);
        routes.MapMlflow("GET", "/registered-models/alias", GetByAlias);
        routes.MapMlflow("DELETE", "/registered-models/alias", DeleteAlias);
    }

    async Task Create(WireRequest call) =>
        await Answer(
            call, await registry.CreateAsync(call.Fields.RequiredText("name"), call.Fields.Text("description") ?? "", call.Fields.Tags(), call.Cancel));

    async Task Rename(WireRequest call) =>
        await Answer(call, await registry.RenameAsync(call.Fields.ModelName(), call.Fields.RequiredText("new_name"), call.Cancel));

    async Task Update(WireRequest call) =>
        await Answer(call, await registry.DescribeAsync(call.Fields.ModelName(), call.Fields.Text("description") ?? "", call.Cancel));

    async Task Delete(WireRequest call)
    {
        await registry.DeleteAsync(call.Fields.ModelName(), Client, call.Cancel);
        await call.Done();
    }

    Task Get(WireRequest call) => Answer(call, registry.Get(call.Fields.ModelName()));

    Task Search(WireRequest call)
    {
        var page = registry.Search(call.Fields.Text("filter"), call.Fields.Texts("order_by"), call.Fields.MaxResults(100), call.Fields.Text("page_token"));
        return call.AnswerPage("registered_models", page.Items, page.NextToken, ModelJson.WriteRegisteredModel);
    }

    Task GetLatestVersions(WireRequest call) =>
        call.AnswerPage(
            "model_versions", registry.GetLatestVersions(call.Fields.ModelName(), call.Fields.Texts("stages")), null, ModelJson.WriteModelVersion);

    async Task SetTag(WireRequest call)
    {
        await registry.SetTagAsync(call.Fields.ModelName(), new(call.Fields.RequiredText("key"), call.Fields.Text("value") ?? ""), call.Cancel);
        await call.Done();
    }

    async Task DeleteTag(WireRequest call)
    {
        await registry.DeleteTagAsync(call.Fields.ModelName(), call.Fields.RequiredText("key"), call.Cancel);
        await call.Done();
    }

    async Task SetAlias(WireRequest call)
    {
        var (name, alias) = (call.Fields.ModelName(), call.Fields.RequiredText("alias"));
        await registry.SetAliasAsync(name, alias, call.Fields.Version(), Client, "", cancel: call.Cancel);
        await call.Done();
    }

    Task GetByAlias(WireRequest call) =>
        ModelVersionsApi.Answer(call, registry.GetByAlias(call.Fields.ModelName(), call.Fields.RequiredText("alias")));

    async Task DeleteAlias(WireRequest call)
    {
        await registry.DeleteAliasAsync(call.Fields.ModelName(), call.Fields.RequiredText("alias"), Client, "", cancel: call.Cancel);
        await call.Done();
    }

    static Task Answer(WireRequest call, RegisteredModel model) => call.Answer(json =>
    {
        json.WritePropertyName("registered_model");
        json.WriteRegisteredModel(model);
    });
}
