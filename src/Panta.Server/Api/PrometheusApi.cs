using System.Globalization;
using System.Text;
using Panta.Serving.Endpoints;
using Panta.Tracking.Artifacts;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Endpoint = Panta.Serving.Endpoints.Endpoint;

namespace Panta.Server.Api;

/// <summary>The page that Prometheus reads: traffic and latency of endpoints, the KPI of each project's last judged window, open alerts.</summary>
static class PrometheusApi
{
    const string Form = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapPrometheus(this IEndpointRouteBuilder routes) => routes.MapGet("/metrics", Get).ExcludeFromDescription();

    static IResult Get(EndpointSet endpoints, ProjectStore projects, WindowStore windows, AlertStore alerts, ArtifactStore artifacts)
    {
        var text = new StringBuilder();
        WriteEndpoints(text, endpoints.All);
        WriteProjects(text, [.. LastWindows(projects, windows)]);
        Family(text, "panta_alerts_open", "gauge", "Alerts that are open.", [("", alerts.CountOpen())]);
        if (artifacts.UsedBytes is { } used) Family(text, "panta_artifact_bytes", "gauge", "Bytes of artifacts that count against the quota.", [("", used)]);
        return Results.Text(text.ToString(), Form);
    }

    static void WriteEndpoints(StringBuilder text, IReadOnlyList<Endpoint> endpoints)
    {
        Family(text, "panta_endpoint_predictions_total", "counter", "Predictions logged by an endpoint.",
            endpoints.Select(endpoint => (Labels(("endpoint", endpoint.Settings.Name)), (double)endpoint.Log.PredictionCount)));
        Family(text, "panta_endpoint_labels_total", "counter", "Labels logged for an endpoint.",
            endpoints.Select(endpoint => (Labels(("endpoint", endpoint.Settings.Name)), (double)endpoint.Log.LabelCount)));

        var versions = endpoints.SelectMany(endpoint => endpoint.Statistics.Versions.Select(traffic => (endpoint.Settings.Name, Traffic: traffic))).ToList();
        Family(text, "panta_endpoint_requests_total", "counter", "Requests answered since the server started.",
            versions.Select(each => (Labels(("endpoint", each.Name), ("version", each.Traffic.Version)), (double)each.Traffic.Requests)));
        Family(text, "panta_endpoint_latency_seconds", "gauge", "Quantiles of the time to an answer.",
            versions.SelectMany(each => Quantiles(each.Name, each.Traffic)));

        Family(text, "panta_endpoint_errors_total", "counter", "Requests refused or failed since the server started.",
            endpoints.SelectMany(endpoint => endpoint.Statistics.Errors.Select(error =>
                (Labels(("endpoint", endpoint.Settings.Name), ("kind", error.Key)), (double)error.Value))));
    }

    static void WriteProjects(StringBuilder text, IReadOnlyList<(ProjectState Project, JudgedWindow Window)> last)
    {
        Family(text, "model_metric", "gauge", "The KPI of the last judged window.",
            last.Where(each => each.Window.Kpi is not null).Select(each => (KpiLabels(each.Project, each.Window), each.Window.Kpi ?? double.NaN)));
        Family(text, "window_rows", "gauge", "Predictions of the last judged window.",
            last.Select(each => (Labels(("project", each.Project.Name)), (double)each.Window.Result.Predictions)));
        Family(text, "label_coverage", "gauge", "Share of them with a label, in [0, 1].",
            last.Select(each => (Labels(("project", each.Project.Name)), (double)each.Window.Result.Labels / each.Window.Result.Predictions)));
    }

    static IEnumerable<(string Labels, double Value)> Quantiles(string endpoint, VersionTraffic traffic)
    {
        (string Name, TimeSpan? Time)[] quantiles = [("0.5", traffic.Median), ("0.95", traffic.P95), ("0.99", traffic.P99)];
        foreach (var (name, time) in quantiles)
            if (time is { } known) yield return (Labels(("endpoint", endpoint), ("version", traffic.Version), ("quantile", name)), known.TotalSeconds);
    }

    static IEnumerable<(ProjectState Project, JudgedWindow Window)> LastWindows(ProjectStore projects, WindowStore windows)
    {
        foreach (var project in projects.All())
            if (windows.Of(project.Name, project.Definition.Endpoint.Name) is [.., var last]) yield return (project, last);
    }

    static string KpiLabels(ProjectState project, JudgedWindow window) => Labels(
        ("project", project.Name),
        ("metric", project.Definition.Metric.ToString().ToLowerInvariant()),
        ("version", window.Result.ModelVersion),
        ("kind", "realised"));

    static void Family(StringBuilder text, string name, string type, string help, IEnumerable<(string Labels, double Value)> samples)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (labels, value) in samples) text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
    }

    static string Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var pairs = new List<string>();
        foreach (var (name, value) in labels) pairs.Add($"{name}=\"{Escaped(value)}\"");
        return $"{{{string.Join(',', pairs)}}}";
    }

    static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
