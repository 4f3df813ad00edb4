using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Panta.Server.Tests.Api;

public sealed class ServingModeTests
{
    const string Proxy = "/api/2.0/mlflow-artifacts";

    [Theory]
    [InlineData("PUT", "/artifacts/0/a.txt")]
    [InlineData("GET", "/artifacts/0/a.txt")]
    [InlineData("DELETE", "/artifacts/0/a.txt")]
    [InlineData("GET", "/artifacts")]
    [InlineData("GET", "/presigned/0/a.txt")]
    [InlineData("POST", "/mpu/create/0")]
    [InlineData("PUT", "/mpu/part")]
    public async Task A_server_that_serves_no_artifacts_says_so_in_MLflows_words(string method, string path)
    {
        await using var server = await RunningServer.StartAsync(o => o with { ServesArtifacts = false });

        foreach (var prefix in new[] { Proxy, "/ajax-" + Proxy[1..] })
        {
            using var response = await server.Client.SendAsync(new(new(method), prefix + path));

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
            Assert.StartsWith(
                $"Endpoint: {prefix}{path} disabled due to the mlflow server running with `--no-serve-artifacts`.", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Then_runs_get_the_place_itself_and_what_clients_put_there_is_listed_and_given()
    {
        await using var server = await RunningServer.StartAsync(o => o with { ServesArtifacts = false });
        var run = (await PostAsync(server, "/runs/create", new { experiment_id = "0" }))["run"]!["info"]!;
        var place = (string)run["artifact_uri"]!;
        Directory.CreateDirectory(Path.Combine(place, "dir"));
        await File.WriteAllTextAsync(Path.Combine(place, "dir", "a.txt"), "text");

        var listed = await server.Client.GetStringAsync($"/api/2.0/mlflow/artifacts/list?run_id={run["run_id"]}&path=dir");

        Assert.Equal(Path.Combine(server.Folder, "data", "artifacts", "0", (string)run["run_id"]!, "artifacts"), place);
        Assert.Contains("\"path\":\"dir/a.txt\"", listed);
        Assert.Equal("text", await server.Client.GetStringAsync($"/get-artifact?run_id={run["run_id"]}&path=dir/a.txt"));
    }

    [Theory]
    [InlineData("s3://bucket/root")]
    [InlineData("mlflow-artifacts:/mine")]
    public async Task A_default_root_that_is_given_holds_either_way(string root)
    {
        await using var server = await RunningServer.StartAsync(o => o with { ServesArtifacts = false, DefaultArtifactRoot = root });

        var run = (await PostAsync(server, "/runs/create", new { experiment_id = "0" }))["run"]!["info"]!;

        Assert.Equal($"{root}/0/{run["run_id"]}/artifacts", (string)run["artifact_uri"]!);
    }

    [Fact]
    public async Task A_server_of_artifacts_only_serves_these_and_nothing_else()
    {
        await using var server = await RunningServer.StartAsync(o => o with { ArtifactsOnly = true });
        using var content = new StringContent("x");
        (await server.Client.PutAsync($"{Proxy}/artifacts/0/a.txt", content)).EnsureSuccessStatusCode();

        foreach (var path in new[] { "/api/2.0/mlflow/experiments/search?max_results=1", "/", "/api/1.0/projects", "/get-artifact", "/metrics" })
        {
            using var response = await server.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Contains("disabled due to the mlflow server running in `--artifacts-only` mode", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal("x", await server.Client.GetStringAsync($"{Proxy}/artifacts/0/a.txt"));
        Assert.Equal("OK", await server.Client.GetStringAsync("/health"));
        Assert.Contains("SqlStore", await server.Client.GetStringAsync("/api/3.0/mlflow/server-info"));
    }

    [Fact]
    public void A_server_that_would_serve_nothing_does_not_start() => Assert.Contains(
        "leave nothing to serve",
        Assert.Throws<ArgumentException>(() => PantaServer.Build(new() { ServesArtifacts = false, ArtifactsOnly = true, DataFolder = "never-made" })).Message);

    static async Task<JsonNode> PostAsync(RunningServer server, string call, object body)
    {
        using var response = await server.Client.PostAsJsonAsync("/api/2.0/mlflow" + call, body);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
