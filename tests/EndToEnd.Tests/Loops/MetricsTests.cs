using System.Text.Json.Nodes;
using Panta.Cli.Demo;

namespace Panta.EndToEnd.Loops;

public sealed class MetricsTests
{
    [Fact]
    public async Task Prometheus_and_OpenAPI_are_answered()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new DemoClient(server.Address, TimeProvider.System);
        using var http = new HttpClient { BaseAddress = server.Address };
        var folder = Path.Combine(Stories.Examples, "bikes");
        await client.PostAsync(
            "api/1.0/projects",
            new JsonObject { ["yaml"] = await File.ReadAllTextAsync(Path.Combine(folder, "panta.yaml")), ["folder"] = folder, ["clock"] = "replay", ["now"] = "2011-02-26T00:00:00Z" },
            default);

        var metrics = await http.GetStringAsync("metrics");
        var api = await client.GetAsync("openapi/v1.json", default);

        Assert.Contains("panta_endpoint_predictions_total{endpoint=\"bikes\"} 0\n", metrics);
        Assert.Contains("panta_alerts_open 0\n", metrics);
        Assert.NotNull(api["paths"]!["/api/1.0/projects/{name}/clock"]);
    }
}
