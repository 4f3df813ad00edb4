using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Panta.Server.Tests.Conformance;

/// <summary>What holds for every call: how addresses are spelled, methods, encodings, and what the environment may change. Seen at MLflow 3.17.2 side by side.</summary>
public sealed class ProtocolTests : IAsyncLifetime
{
    const string Api = "/api/2.0/mlflow";

    RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/2.0/mlflow/experiments/get/?experiment_id=0")]
    [InlineData("POST", "/api/2.0/mlflow/runs/search/")]
    [InlineData("GET", "/ajax-api/2.0/mlflow/experiments/get/?experiment_id=0")]
    [InlineData("GET", "/api/3.0/mlflow/server-info/")]
    [InlineData("GET", "/api/2.0/mlflow/webhooks/")]
    [InlineData("GET", "/api/2.0/mlflow/logged-models/m-1/")]
    [InlineData("GET", "/api/2.0/mlflow/logged-models/")]
    [InlineData("GET", "/get-artifact/?run_id=x&path=y")]
    [InlineData("GET", "/model-versions/get-artifact/?name=m&version=1&path=y")]
    public async Task A_trailing_slash_is_another_address_where_nothing_is(string method, string address)
    {
        using var request = new HttpRequestMessage(new(method), address);
        if (method == "POST") request.Content = JsonContent.Create(new { experiment_ids = new[] { "0" } });

        using var answer = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("ENDPOINT_NOT_FOUND", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("/health", 2)]
    [InlineData("/version", 6)]
    [InlineData("/get-artifact?run_id=$run&path=a.txt", 5)]
    public async Task HEAD_tells_of_a_GET_all_but_its_body(string address, long length)
    {
        var run = await NewRunAsync();
        (await _server.Client.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/a.txt", new StringContent("hello"))).EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(HttpMethod.Head, address.Replace("$run", run, StringComparison.Ordinal));

        using var answer = await _server.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, length), (answer.StatusCode, answer.Content.Headers.ContentLength));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_body_may_begin_with_the_mark_of_UTF_8()
    {
        var answer = await PostAsync("/experiments/create", [0xEF, 0xBB, 0xBF, .. """{"name":"marked"}"""u8]);

        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("""{"run_id":"x","key":"ä"}""")]
    [InlineData("""{"run_id":5,"key":"k","value":["ä"]}""")]
    [InlineData("""{"rün_id":"x"}""")]
    [InlineData("\"ä\"")]
    public async Task A_body_in_another_encoding_is_refused(string body)
    {
        foreach (var encoding in (Encoding[])[Encoding.Latin1, Encoding.Unicode])
            (await PostAsync("/runs/set-tag", encoding.GetBytes(body))).Refuses(400, encoding == Encoding.Latin1 ? "not valid UTF-8" : "not valid");
    }

    [Fact]
    public async Task The_history_of_many_runs_has_its_list_even_when_empty()
    {
        var answer = await _server.Client.GetStringAsync("/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=none&metric_key=m");

        Assert.Equal("""{"metrics":[]}""", answer);
    }

    [Fact]
    public async Task Long_values_are_refused_where_they_are_not_to_be_cut()
    {
        await using var strict = await RunningServer.StartAsync(o => o with { CutsLongValues = false });
        var run = await NewRunAsync(strict);
        var (param, tag) = (new string('x', 6001), new string('x', 8001));
        (string Path, object Body, string Said)[] calls =
        [
            ("/runs/log-parameter", new { run_id = run, key = "k", value = param }, "'value' exceeds the maximum length of 6000 characters"),
            ("/runs/set-tag", new { run_id = run, key = "k", value = tag }, "'value' exceeds the maximum length of 8000 characters"),
            ("/runs/log-batch", new { run_id = run, @params = new[] { new { key = "k", value = param } } }, "'params[0].value' exceeds the maximum length of 6000"),
            ("/runs/log-batch", new { run_id = run, tags = new[] { new { key = "k", value = tag } } }, "'tags[0].value' exceeds the maximum length of 8000"),
            ("/runs/create", new { experiment_id = "0", tags = new[] { new { key = "k", value = tag } } }, "'tags[0].value' exceeds the maximum length of 8000"),
        ];

        foreach (var (path, body, said) in calls) (await PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body), strict)).Refuses(400, said);
        foreach (var (path, body, _) in calls.Where(c => c.Path != "/runs/create"))
            Assert.Equal(200, (await PostAsync(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body).Replace(run, await NewRunAsync())))).Status);
    }

    [Fact]
    public async Task How_long_an_artifact_location_may_be_is_the_operators_to_say()
    {
        await using var narrow = await RunningServer.StartAsync(o => o with { MaxArtifactLocationLength = 20 });
        byte[] Body(string name, int length) => JsonSerializer.SerializeToUtf8Bytes(new { name, artifact_location = "s3://" + new string('x', length - 5) });

        Assert.Equal(200, (await PostAsync("/experiments/create", Body("fits", 20), narrow)).Status);
        (await PostAsync("/experiments/create", Body("long", 21), narrow)).Refuses(400, "'artifact_location' exceeds the maximum length of 20 characters");
        (await PostAsync("/experiments/create", Body("long", 2049))).Refuses(400, "'artifact_location' exceeds the maximum length of 2048 characters");
    }

    async Task<string> NewRunAsync(RunningServer? server = null)
    {
        using var answer = await (server ?? _server).Client.PostAsJsonAsync($"{Api}/runs/create", new { experiment_id = "0" });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
    }

    async Task<Answer> PostAsync(string path, byte[] body, RunningServer? server = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var answer = await (server ?? _server).Client.PostAsync(Api + path, content);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
