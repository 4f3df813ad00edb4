using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Panta.Server.Tests.Api;

public sealed partial class TrackingApiTests : IAsyncLifetime
{
    const string Api = "/api/2.0/mlflow";

    static readonly JsonSerializerOptions IndentedJson = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_run_with_everything_has_these_bytes()
    {
        var made = await Post("/runs/create", """{"experiment_id":"0","start_time":"1000","run_name":"größe","user_id":"ada"}""");
        var run = made.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString();
        const string Metrics = """[{"key":"m","value":0.1,"timestamp":1,"step":2},{"key":"n","value":NaN,"timestamp":"3"}]""";
        await Post("/runs/log-batch", $$"""{"run_id":"{{run}}","metrics":{{Metrics}},"params":[{"key":"p","value":"1"}],"tags":[{"key":"t","value":""}]}""");
        const string Datasets = """[{"tags":[{"key":"mlflow.data.context","value":"training"}],"dataset":{"name":"d","digest":"x","source_type":"local","source":"{}","profile":"{}"}}]""";
        await Post("/runs/log-inputs", $$"""{"run_id":"{{run}}","datasets":{{Datasets}}}""");
        await Post("/runs/outputs", $$"""{"run_id":"{{run}}","models":[{"model_id":"m-1","step":4}]}""");
        await Post("/runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED","end_time":2000}""");

        var text = await _server.Client.GetStringAsync($"{Api}/runs/get?run_id={run}");

        Snapshot.Match(Indented(text.Replace(run!, "RUN")));
    }

    [Fact]
    public async Task A_model_with_version_and_alias_has_these_bytes()
    {
        await Post("/registered-models/create", """{"name":"bikes","description":"demand","tags":[{"key":"team","value":"a"}]}""");
        await Post("/model-versions/create", """{"name":"bikes","source":"mlflow-artifacts:/0/r/artifacts/model","run_id":"r"}""");
        await Post("/registered-models/alias", """{"name":"bikes","alias":"champion","version":"1"}""");

        var text = await _server.Client.GetStringAsync($"{Api}/registered-models/get?name=bikes");

        Snapshot.Match(Indented(Times().Replace(text, "0")));
    }

    [Fact]
    public async Task Both_prefixes_answer_the_same()
    {
        var one = await _server.Client.GetStringAsync($"{Api}/experiments/get?experiment_id=0");
        var two = await _server.Client.GetStringAsync("/ajax-api/2.0/mlflow/experiments/get?experiment_id=0");

        Assert.Equal(one, two);
    }

    [Theory]
    [InlineData("{not json", "application/json", "The request's body is not valid JSON.")]
    [InlineData("[]", "application/json", "The request's body must be a JSON object, not Array.")]
    [InlineData("{}", "text/plain", "Bad Request. Content-Type must be 'application/json', not 'text/plain; charset=utf-8'.")]
    public async Task A_body_that_cannot_be_read_is_refused(string body, string type, string message)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);

        using var response = await _server.Client.PostAsync($"{Api}/runs/create", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(message, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_body_encoded_twice_is_read()
    {
        var made = await Post("/experiments/create", JsonSerializer.Serialize("""{"name":"twice"}"""));

        Assert.Equal("1", made.GetProperty("experiment_id").GetString());
    }

    [Fact]
    public async Task A_large_search_comes_in_whole()
    {
        var runs = _server.Services.GetRequiredService<Tracking.Runs.RunStore>();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => runs.CreateAsync(new() { Name = new string('x', 1000) })));

        var answer = await Post("/runs/search", """{"experiment_ids":["0"]}""");

        Assert.Equal(500, answer.GetProperty("runs").GetArrayLength());
        Assert.False(answer.TryGetProperty("next_page_token", out _));
    }

    [Fact]
    public async Task No_garbage_on_any_call_is_answered_with_5xx_or_a_stack_trace()
    {
        var calls = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith(Api, StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (Method: m, Path: e.RoutePattern.RawText!)))
            .ToList();
        var random = new Random(23);
        Assert.True(calls.Count > 50);

        foreach (var (method, path) in calls)
            for (var trial = 0; trial < 20; trial++)
            {
                using var response = await Send(method, path.Replace("{model_id}", Garbage(random)).Replace("{tag_key}", "x"), GarbageBody(random));
                var text = await response.Content.ReadAsStringAsync();

                Assert.True(
                    (int)response.StatusCode < 500 || response.StatusCode == HttpStatusCode.NotImplemented, $"{method} {path}: {response.StatusCode} {text}");
                Assert.DoesNotContain("   at ", text);
            }
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_413_and_the_server_goes_on()
    {
        await using var small = await RunningServer.StartAsync(o => o with { MaxRequestBytes = 1000 });
        using var content = new StringContent($$"""{"name":"{{new string('x', 100_000)}}"}""", Encoding.UTF8, "application/json");

        using var response = await small.Client.PostAsync($"{Api}/experiments/create", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("OK", await small.Client.GetStringAsync("/health"));
    }

    async Task<JsonElement> Post(string path, string body)
    {
        using var response = await Send("POST", Api + path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    async Task<HttpResponseMessage> Send(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await _server.Client.SendAsync(request);
    }

    static string Garbage(Random random) => random.Next(6) switch
    {
        0 => "%2e%2e",
        1 => "m-" + new string('0', 32),
        2 => "'; DROP TABLE runs; --",
        3 => new string('x', 300),
        4 => "%F0%9F%99%82",
        _ => "0",
    };

    static string GarbageBody(Random random)
    {
        string[] names =
        [
            "run_id", "experiment_id", "experiment_ids", "name", "version", "key", "value", "filter", "order_by", "max_results", "page_token",
            "metrics", "params", "tags", "models", "datasets", "timestamp", "step", "status", "alias", "stage", "path", "source", "model_id",
            "metric_key", "run_ids", "new_name", "artifact_location", "model_json", "experiment_name",
        ];
        string[] values =
        [
            "null", "0", "-1", "1e400", "99999999999999999999", "\"\"", "\"0\"", "\"../..\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[[]]", "[{}]", "[null]",
            "{}", "{\"a\":1}", "true", "NaN", $"\"{new string('y', 5000)}\"", "[{\"key\":\"k\",\"value\":\"v\"}]", "\"metrics.a > 1\"", "\"%%%\"",
            "\"x' OR '1'='1\"", "\"eyJhZnRlciI6WyJ0eCIsInR5Il19\"",
        ];
        var fields = names.Where(_ => random.Next(3) > 0).Select(n => $"\"{n}\":{values[random.Next(values.Length)]}");
        return random.Next(20) == 0 ? "{\"a\":" : $"{{{string.Join(',', fields)}}}";
    }

    static string Indented(string json) =>
        JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement, IndentedJson) + "\n";

    [GeneratedRegex("[0-9]{13}")]
    private static partial Regex Times();
}
