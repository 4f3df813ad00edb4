using System.Net;
using System.Text;
using System.Text.Json;

namespace Panta.Server.Tests.Api;

public sealed class ServerInfoApiTests
{
    static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    [Theory]
    [InlineData("/api/3.0/mlflow/server-info")]
    [InlineData("/ajax-api/3.0/mlflow/server-info")]
    public async Task The_server_tells_what_MLflows_3_17_2_tells(string path)
    {
        await using var server = await RunningServer.StartAsync();

        using var told = JsonDocument.Parse(await server.Client.GetStringAsync(path));

        Assert.Equal(
            [
                ("store_type", "SqlStore"), ("workspaces_enabled", "False"), ("trace_archival_enabled", "False"), ("multipart_uploads_enabled", "True"),
                ("multipart_downloads_enabled", "False"), ("presigned_upload_run_id_supported", "True"), ("presigned_upload_model_id_supported", "True"),
                ("features_enabled", """{"gateway":false}"""),
            ],
            told.RootElement.EnumerateObject().Select(p => (p.Name, p.Value.ToString())));
    }

    [Theory]
    [InlineData("/api/2.0/mlflow/traces")]
    [InlineData("/api/3.0/mlflow/traces/search")]
    [InlineData("/api/3.0/mlflow/datasets/create")]
    [InlineData("/api/3.0/mlflow/scorers/list")]
    [InlineData("/api/3.0/mlflow/gateway/endpoints/list")]
    [InlineData("/api/3.0/mlflow/issues")]
    [InlineData("/api/3.0/mlflow/prompt-optimization/jobs")]
    [InlineData("/api/3.0/mlflow/workspaces")]
    [InlineData("/api/3.0/mlflow/label-schemas/list")]
    [InlineData("/api/2.0/mlflow/gateway-proxy")]
    [InlineData("/api/2.0/mlflow/preview/runs/get")]
    [InlineData("/graphql")]
    [InlineData("/v1/traces")]
    [InlineData("/gateway/chat/invocations")]
    public async Task What_is_not_served_is_ENDPOINT_NOT_FOUND_for_every_method(string path)
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var prefixed in path.StartsWith("/api", StringComparison.Ordinal) ? new[] { path, "/ajax-" + path[1..] } : [path])
            foreach (var method in Methods)
            {
                using var request = new HttpRequestMessage(new(method), prefixed);
                if (method is not ("GET" or "HEAD")) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                using var response = await server.Client.SendAsync(request);
                var body = await response.Content.ReadAsStringAsync();

                Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{method} {prefixed}: {response.StatusCode}");
                if (method != "HEAD") Assert.Equal("ENDPOINT_NOT_FOUND", JsonDocument.Parse(body).RootElement.GetProperty("error_code").GetString());
            }
    }
}
