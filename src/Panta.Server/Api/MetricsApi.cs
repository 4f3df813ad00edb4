using Panta.Tracking.Runs;

namespace Panta.Server.Api;

/// <summary>MLflow's calls for the history of metrics.</summary>
sealed class MetricsApi(MetricHistory history)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMlflow("GET", "/metrics/get-history", GetHistory);
        routes.MapMlflow("GET", "/metrics/get-history-bulk", GetBulk);
        routes.MapMlflow("GET", "/metrics/get-history-bulk-interval", GetBulkInterval);
    }

    Task GetHistory(WireRequest call)
    {
        var (run, key, most, token) =
            (call.Fields.RunId(), call.Fields.RequiredText("metric_key"), call.Fields.Integer("max_results"), call.Fields.Text("page_token"));
        if (most is null && string.IsNullOrEmpty(token)) return call.AnswerPage("metrics", history.Stream(run, key), null, RunJson.WriteMetric);

        var page = history.Get(run, key, most, token);
        return call.AnswerPage("metrics", page.Items, page.NextToken, RunJson.WriteMetric);
    }

    Task GetBulk(WireRequest call)
    {
        var metrics = history.GetBulk(call.Fields.Texts("run_id"), call.Fields.Text("metric_key") ?? "", call.Fields.MaxResults(25_000));
        // This one is no protocol buffer of MLflow's: its list is there even when empty.
        return metrics.Count > 0 ? call.AnswerPage("metrics", metrics, null, RunJson.WriteMetric) : call.Answer(json =>
        {
            json.WriteStartArray("metrics");
            json.WriteEndArray();
        });
    }

    Task GetBulkInterval(WireRequest call)
    {
        var runs = call.Fields.Texts("run_ids");
        if (runs.All(r => r.Length == 0)) throw call.Fields.Missing("run_ids");

        var metrics = history.GetThinned(
            runs, call.Fields.RequiredText("metric_key"),
            call.Fields.Integer("start_step"), call.Fields.Integer("end_step"), call.Fields.Integer("max_results") ?? 2500);
        return call.AnswerPage("metrics", metrics, null, RunJson.WriteMetric);
    }
}
