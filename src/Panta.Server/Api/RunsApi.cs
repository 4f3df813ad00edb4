using Panta.Tracking.Runs;

namespace Panta.Server.Api;

/// <summary>MLflow's calls for runs and what they log.</summary>
sealed class RunsApi(RunStore runs, RunLog log, RenderedRuns rendered, KnownAnswers answers)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("POST", "/runs/create", Create);
        routes.MapMlflow("GET", "/runs/get", Get);
        routes.MapMlflow("POST", "/runs/update", Update);
        routes.MapMlflow("POST", "/runs/delete", Delete);
        routes.MapMlflow("POST", "/runs/restore", Restore);
        routes.MapMlflow("POST", "/runs/search", Search, readsBody: true);
        routes.MapMlflow("POST", "/runs/log-metric", LogMetric);
        routes.MapMlflow("POST", "/runs/log-parameter", LogParam);
        routes.MapMlflow("POST", "/runs/set-tag", SetTag);
        routes.MapMlflow("POST", "/runs/delete-tag", DeleteTag);
        routes.MapMlflow("POST", "/runs/log-batch", LogBatch, readsBody: true);
        routes.MapMlflow("POST", "/runs/log-inputs", LogInputs);
        routes.MapMlflow("POST", "/runs/outputs", LogOutputs);
        routes.MapMlflow("POST", "/runs/log-model", LogModel);
    }

    async Task Create(WireRequest call)
    {
        var made = await runs.CreateAsync(
            new()
            {
                ExperimentId = call.Fields.Text("experiment_id") is { Length: > 0 } id ? id : "0",
                Name = call.Fields.Text("run_name") ?? "",
                UserId = call.Fields.Text("user_id") ?? "",
                StartTime = call.Fields.Integer("start_time"),
                Tags = call.Fields.Tags(),
            },
            call.Cancel);
        await Answer(call, made);
    }

    Task Get(WireRequest call) => Answer(call, runs.Get(call.Fields.RunId()));

    async Task Update(WireRequest call)
    {
        var change = new RunUpdate
        {
            Status = call.Fields.Choice<RunStatus>("status"),
            EndTime = call.Fields.Integer("end_time"),
            Name = call.Fields.Text("run_name"),
        };
        var run = await runs.UpdateAsync(call.Fields.RunId(), change, call.Cancel);
        await call.Answer(json =>
        {
            json.WritePropertyName("run_info");
            json.WriteRunHead(run);
        });
    }

    async Task Delete(WireRequest call)
    {
        await runs.DeleteAsync(call.Fields.RunId(), call.Cancel);
        await call.Done();
    }

    async Task Restore(WireRequest call)
    {
        await runs.RestoreAsync(call.Fields.RunId(), call.Cancel);
        await call.Done();
    }

    Task Search(WireRequest call)
    {
        if (answers.Find(call.Body, out var asOf) is { } answer) return call.Answer([answer]);

        var query = new RunQuery
        {
            ExperimentIds = call.Fields.Texts("experiment_ids"),
            Filter = call.Fields.Text("filter"),
            OrderBy = call.Fields.Texts("order_by"),
            View = call.Fields.Choice<ViewType>("run_view_type") ?? ViewType.ActiveOnly,
            MaxResults = call.Fields.MaxResults(1000),
            PageToken = call.Fields.Text("page_token"),
        };
        if (query.MaxResults <= RenderedRuns.LargestPage)
        {
            var known = rendered.Search(query);
            var pieces = WireRequest.Page("runs", known.Items, known.NextToken);
            answers.Add(call.Body, asOf, pieces);
            return call.Answer(pieces);
        }

        var page = runs.Search(query);
        return call.AnswerPage("runs", page.Items, page.NextToken, RunJson.WriteRun);
    }

    async Task LogMetric(WireRequest call)
    {
        await log.LogMetricAsync(call.Fields.RunId(), call.Fields.Metric(), call.Cancel);
        await call.Done();
    }

    async Task LogParam(WireRequest call)
    {
        await log.LogParamAsync(call.Fields.RunId(), new(call.Fields.RequiredText("key"), call.Fields.Text("value") ?? ""), call.Cancel);
        await call.Done();
    }

    async Task SetTag(WireRequest call)
    {
        await log.SetTagAsync(call.Fields.RunId(), new(call.Fields.RequiredText("key"), call.Fields.Text("value") ?? ""), call.Cancel);
        await call.Done();
    }

    async Task DeleteTag(WireRequest call)
    {
        await log.DeleteTagAsync(call.Fields.RunId(), call.Fields.RequiredText("key"), call.Cancel);
        await call.Done();
    }

    async Task LogBatch(WireRequest call)
    {
        var (run, batch) = BatchReader.TryRead(call.Body) ?? ReadBatch(call.Fields);
        await log.LogBatchAsync(run, batch, call.Cancel);
        await call.Done();
    }

    async Task LogInputs(WireRequest call)
    {
        var datasets = call.Fields.Objects("datasets").Select(ReadDataset).ToList();
        var models = call.Fields.Objects("models").Select(m => m.RequiredText("model_id")).ToList();
        await log.LogInputsAsync(call.Fields.RunId(), datasets, models, call.Cancel);
        await call.Done();
    }

    async Task LogOutputs(WireRequest call)
    {
        if (!call.Fields.Has("models")) throw call.Fields.Missing("models");

        var models = call.Fields.Objects("models").Select(m => new ModelOutput(m.RequiredText("model_id"), m.Integer("step") ?? 0)).ToList();
        await log.LogOutputsAsync(call.Fields.RunId(), models, call.Cancel);
        await call.Done();
    }

    async Task LogModel(WireRequest call)
    {
        await log.LogModelAsync(call.Fields.RunId(), call.Fields.RequiredText("model_json"), call.Cancel);
        await call.Done();
    }

    internal static (string RunId, RunBatch Batch) ReadBatch(WireObject fields)
    {
        var metrics = fields.Objects("metrics").Select(m => m.Metric());
        var batch = new RunBatch { Metrics = [.. metrics], Params = fields.Params(), Tags = fields.Tags() };
        return (fields.RunId(), batch);
    }

    static DatasetInput ReadDataset(WireObject input)
    {
        var dataset = input.Object("dataset") ?? throw input.Missing("dataset");
        return new(
            new(dataset.Text("name") ?? "", dataset.Text("digest") ?? "")
            {
                SourceType = dataset.Text("source_type") ?? "",
                Source = dataset.Text("source") ?? "",
                Schema = dataset.Text("schema"),
                Profile = dataset.Text("profile"),
            },
            input.Tags());
    }

    static Task Answer(WireRequest call, Run run) => call.Answer(json =>
    {
        json.WritePropertyName("run");
        json.WriteRun(run);
    });
}
