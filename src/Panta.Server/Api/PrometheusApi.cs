using System.Globalization;
using System.Text;
using Panta.Serving.Endpoints;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;

namespace Panta.Server.Api;

/// <summary>The page that Prometheus reads: traffic and latency of endpoints, the KPI of each project's last judged window, open alerts.</summary>
static class PrometheusApi
{
    const string Form = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapPrometheus(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (EndpointSet endpoints, ProjectStore projects, WindowStore windows, AlertStore alerts) => Results.Text(Write(endpoints, projects, windows, alerts), Form)).ExcludeFromDescription();

    static string Write(EndpointSet endpoints, ProjectStore projects, WindowStore windows, AlertStore alerts)
    {
        var text = new StringBuilder();
        Family(text, "panta_endpoint_predictions_total", "counter", "Predictions logged by an endpoint.", endpoints.All.Select(endpoint => (Labels(("endpoint", endpoint.Settings.Name)), (double)endpoint.Log.PredictionCount)));
        Family(text, "panta_endpoint_labels_total", "counter", "Labels logged for an endpoint.", endpoints.All.Select(endpoint => (Labels(("endpoint", endpoint.Settings.Name)), (double)endpoint.Log.LabelCount)));

        var traffic = endpoints.All.SelectMany(endpoint => endpoint.Statistics.Versions.Select(version => (endpoint.Settings.Name, Version: version))).ToList();
        Family(text, "panta_endpoint_requests_total", "counter", "Requests answered since the server started.", traffic.Select(t => (Labels(("endpoint", t.Name), ("version", t.Version.Version)), (double)t.Version.Requests)));
        Family(text, "panta_endpoint_latency_seconds", "gauge", "Quantiles of the time to an answer.", traffic.SelectMany(t => new[] { ("0.5", t.Version.Median), ("0.95", t.Version.P95), ("0.99", t.Version.P99) }
            .Where(quantile => quantile.Item2 is not null).Select(quantile => (Labels(("endpoint", t.Name), ("version", t.Version.Version), ("quantile", quantile.Item1)), quantile.Item2!.Value.TotalSeconds))));
        Family(text, "panta_endpoint_errors_total", "counter", "Requests refused or failed since the server started.", endpoints.All.SelectMany(endpoint =>
            endpoint.Statistics.Errors.Select(error => (Labels(("endpoint", endpoint.Settings.Name), ("kind", error.Key)), (double)error.Value))));

        var last = projects.All().Select(project => (Project: project, Window: LastOf(windows, project))).Where(pair => pair.Window is not null).ToList();
        Family(text, "model_metric", "gauge", "The KPI of the last judged window.", last.Where(pair => pair.Window!.Kpi is not null).Select(pair => (
            Labels(("project", pair.Project.Name), ("metric", pair.Project.Definition.Metric.ToString().ToLowerInvariant()), ("version", pair.Window!.Result.ModelVersion), ("kind", "realised")), pair.Window!.Kpi!.Value)));
        Family(text, "window_rows", "gauge", "Predictions of the last judged window.", last.Select(pair => (Labels(("project", pair.Project.Name)), (double)pair.Window!.Result.Predictions)));
        Family(text, "label_coverage", "gauge", "Share of them with a label, in [0, 1].", last.Select(pair => (Labels(("project", pair.Project.Name)), (double)pair.Window!.Result.Labels / pair.Window.Result.Predictions)));
        Family(text, "panta_alerts_open", "gauge", "Alerts that are open.", [("", alerts.CountOpen())]);
        return text.ToString();
    }

    static JudgedWindow? LastOf(WindowStore windows, ProjectState project)
    {
        var judged = windows.Of(project.Name, project.Definition.Endpoint.Name);
        return judged.Count == 0 ? null : judged[^1];
    }

    static void Family(StringBuilder text, string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (labels, value) in samples) text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
    }

    static string Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var pairs = new List<string>();
        foreach (var (name, value) in labels) pairs.Add($"{name}=\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        return $"{{{string.Join(',', pairs)}}}";
    }
}
