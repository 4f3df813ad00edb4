using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;
using Panta.Serving.Endpoints;
using Panta.Tracking.Models;
using Panta.Tracking.Stores;

namespace Panta.Server.Tests;

public sealed class InvocationsApiTests
{
    const string Body = """{"inputs": {"x": [1, 2]}}""";

    [Fact]
    public async Task An_endpoint_answers_with_mlflows_form_and_the_requests_id()
    {
        await using var server = await ServingAsync("line");
        using var request = Request("/endpoints/line/invocations", Body);
        request.Headers.Add("x-request-id", "order-7");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("order-7", response.Headers.GetValues("x-request-id").Single());
        var predictions = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("predictions");
        Assert.Equal(5, predictions[1].GetDouble(), 1e-9);
        Assert.Equal(2, server.Services.GetRequiredService<EndpointSet>().Get("line").Log.PredictionCount);
    }

    [Fact]
    public async Task The_address_without_a_name_serves_the_only_endpoint_and_else_lists_them()
    {
        await using var server = await ServingAsync("a");

        using var one = await server.Client.SendAsync(Request("/invocations", Body));
        await server.Services.GetRequiredService<EndpointSet>().SetAsync(new() { Name = "b", Model = "line" });
        using var two = await server.Client.SendAsync(Request("/invocations", Body));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (one.StatusCode, two.StatusCode));
        Assert.Contains("Endpoints: a, b.", await two.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/endpoints/other/invocations", "application/json", Body, 404, "RESOURCE_DOES_NOT_EXIST", "There is no endpoint 'other'. Endpoints: line.")]
    [InlineData("/endpoints/line/invocations", "application/json", "{", 400, "BAD_REQUEST", "Ensure that input is a valid JSON formatted string.")]
    [InlineData("/endpoints/line/invocations", "application/json", """{"inputs": {"x": ["warm"]}}""", 400, "BAD_REQUEST", "Failed to convert column 'x' to type 'double' at row 0: 'warm' is no number.")]
    [InlineData("/endpoints/line/invocations", "application/json", """{"inputs": {"y": [1]}}""", 400, "INVALID_PARAMETER_VALUE", "Model is missing inputs ['x']")]
    public async Task An_error_has_mlflows_form_and_names_the_cause(string path, string type, string body, int status, string code, string message)
    {
        await using var server = await ServingAsync("line");

        using var response = await server.Client.SendAsync(Request(path, body, type));

        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((status, code), ((int)response.StatusCode, error.GetProperty("error_code").GetString()));
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(error.TryGetProperty("stack_trace", out _));
        Assert.True(response.Headers.Contains("x-request-id"));
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=latin-1")]
    public async Task Another_content_type_is_refused_in_plain_text(string type)
    {
        await using var server = await ServingAsync("line");

        using var response = await server.Client.SendAsync(Request("/endpoints/line/invocations", Body, type));

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var server = await ServingAsync("line", options => options with { MaxRequestBytes = 10_000 });

        using var response = await server.Client.SendAsync(Request("/endpoints/line/invocations", Body + new string(' ', 20_000)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Ping_answers_once_a_model_is_loaded()
    {
        await using var empty = await RunningServer.StartAsync();
        await using var serving = await ServingAsync("line");

        using var none = await empty.Client.GetAsync("/ping");
        using var ready = await serving.Client.GetAsync("/ping");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (none.StatusCode, ready.StatusCode));
        Assert.Equal("\n", await ready.Content.ReadAsStringAsync());
    }

    static HttpRequestMessage Request(string path, string body, string type = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return new(HttpMethod.Post, path) { Content = content };
    }

    /// <summary>A server whose endpoint follows a model y = 2x + 1.</summary>
    static async Task<RunningServer> ServingAsync(string endpoint, Func<PantaServerOptions, PantaServerOptions>? configure = null)
    {
        var server = await RunningServer.StartAsync(configure);
        var rows = new Table(
            new Schema(new Field("x", DataType.Float64) { Nullable = false }, new Field("label", DataType.Float64) { Nullable = false }),
            [new Column<double>(DataType.Float64, new double[] { 0, 1, 2, 3 }), new Column<double>(DataType.Float64, new double[] { 1, 3, 5, 7 })]);
        var model = new Pipeline(new VectorAssembler { InputCols = ["x"] }, new LinearRegression()).Fit(rows);
        var folder = Path.Combine(server.Services.GetRequiredService<DataFolder>().Artifacts, "line");
        ModelFolder.Save(folder, model, Signature.Of(model, rows.Schema), new() { Created = DateTimeOffset.UnixEpoch });

        var registry = server.Services.GetRequiredService<ModelRegistry>();
        await registry.CreateAsync("line");
        await registry.CreateVersionAsync(new() { Name = "line", Source = "mlflow-artifacts:/line" });
        await registry.SetAliasAsync("line", "champion", 1, "test", "");
        await server.Services.GetRequiredService<EndpointSet>().SetAsync(new() { Name = endpoint, Model = "line" });
        return server;
    }
}
