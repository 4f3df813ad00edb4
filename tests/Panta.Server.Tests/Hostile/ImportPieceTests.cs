using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Panta.Server.Tests.Hostile;

/// <summary>What a running server takes in of an import, and tells an export: what neither sends is refused, and leaves nothing.</summary>
public sealed class ImportPieceTests : IAsyncLifetime
{
    const string Run = """
        {"run":{"runId":"RUN","experimentId":"EXP","name":"a","userId":"","status":"Running","startTime":1,"endTime":null,"stage":"Active",
        "artifactUri":"URI","tags":TAGS},"deletedTime":null}
        """;

    RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_run_is_taken_in_and_again_without_coming_twice()
    {
        var piece = "{\"runs\":[" + RunOf("abc", "0", "mlflow-artifacts:/0/abc/artifacts", "[]") + "]}";

        Assert.Equal((HttpStatusCode.OK, """{"experiment":null,"stored":[],"runs":[],"models":[],"isAnother":false}"""), await PostAsync(piece));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(piece)).Status);

        Assert.Contains("\"count\":1", (await PostAsync("""{"count":["abc"]}""")).Text);
        Assert.Contains("""run_name":"a""", await _server.Client.GetStringAsync("/api/2.0/mlflow/runs/get?run_id=abc"));
    }

    [Fact]
    public async Task Logged_models_that_are_there_are_told()
    {
        var made = await _server.Client.PostAsJsonAsync("/api/2.0/mlflow/logged-models", new { experiment_id = "0", name = "net" });
        var id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["model"]!["info"]!["model_id"]!;

        var (status, text) = await PostAsync($$"""{"findModels":["{{id}}","m-nobody"]}""");

        Assert.Equal((HttpStatusCode.OK, $$"""{"experiment":null,"stored":[],"runs":[],"models":["{{id}}"],"isAnother":false}"""), (status, text));
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("[]", "JSON")]
    [InlineData("null", "null")]
    [InlineData("""{"runs":[null]}""", "holds null")]
    [InlineData("""{"runs":null}""", "null")]
    [InlineData("""{"points":[{"key":"k","value":1,"timestamp":1,"runId":"nobody"}]}""", "nobody")]
    [InlineData("""{"points":[{"key":null,"value":1,"timestamp":1,"runId":"x"}]}""", "null")]
    [InlineData("""{"registration":{"model":{"name":"","description":"","creationTime":1,"lastUpdateTime":1},"versions":[],"lastVersion":1}}""", "has no name")]
    [InlineData("""{"experiment":{"experimentId":"x","name":"e","artifactLocation":"","stage":"Active","creationTime":1,"lastUpdateTime":1}}""", "in decimal digits")]
    public async Task What_is_no_piece_is_refused_by_name(string piece, string expected)
    {
        var (status, text) = await PostAsync(piece);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(expected, text);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "null")]
    [InlineData("{}", "kind")]
    [InlineData("""{"kind":"Secrets"}""", "kind")]
    [InlineData("""{"kind":1}""", "kind")]
    [InlineData("""{"kind":"Runs","experiments":[null]}""", "holds null")]
    [InlineData("""{"kind":"Points","runs":null}""", "null")]
    [InlineData("""{"kind":"Runs","experiments":["0; DROP TABLE runs"]}""", "in decimal digits")]
    [InlineData("""{"kind":"Runs","experiments":["0"],"after":"gone"}""", "'gone', which came last, is not there any more")]
    public async Task A_question_of_no_export_is_refused_by_name(string question, string expected)
    {
        var (status, text) = await PostAsync(question, "export");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(expected, text);
    }

    [Fact]
    public async Task An_export_tells_of_no_more_runs_at_once_than_is_allowed_and_of_unknown_ones_nothing()
    {
        var ids = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"r{i}\""));

        var many = await PostAsync($$"""{"kind":"Points","runs":[{{ids}}]}""", "export");
        var unknown = await PostAsync("""{"kind":"Points","runs":["nobody"]}""", "export");

        Assert.Equal(HttpStatusCode.BadRequest, many.Status);
        Assert.Equal((HttpStatusCode.OK, ""), unknown);
    }

    [Theory]
    [InlineData("../../etc", "0", "mlflow-artifacts:/0", "[]", "run_id")]
    [InlineData("abc", "7", "mlflow-artifacts:/7", "[]", "does not take this piece")]
    [InlineData("abc", "0", "mlflow-artifacts:/0/%2e%2e/%2e%2e/keys", "[]", "Invalid path")]
    [InlineData("abc", "0", "", """[{"key":"k","value":null}]""", "null")]
    public async Task A_run_that_no_store_may_hold_is_refused_and_is_not_there(string id, string experiment, string uri, string tags, string expected)
    {
        var (status, text) = await PostAsync("{\"runs\":[" + RunOf(id, experiment, uri, tags) + "]}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(expected, text);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.Client.GetAsync("/api/2.0/mlflow/runs/get?run_id=abc")).StatusCode);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc")]
    [InlineData("s3://bucket/../../x")]
    [InlineData("mlflow-artifacts:/a/%2e%2e/%2e%2e/keys")]
    public async Task A_version_whose_source_leaves_its_place_is_refused(string source)
    {
        var version = $$"""
            {"name":"m","version":1,"creationTime":1,"lastUpdateTime":1,"description":"","stage":"None","source":"{{source}}","location":"{{source}}","runId":"",
            "runLink":"","modelId":""}
            """;
        var (status, text) = await PostAsync(
            $$$"""{"registration":{"model":{"name":"m","description":"","creationTime":1,"lastUpdateTime":1},"versions":[{{{version}}}],"lastVersion":1}}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("Invalid model version source", text);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.Client.GetAsync("/api/2.0/mlflow/registered-models/get?name=m")).StatusCode);
    }

    static string RunOf(string id, string experiment, string uri, string tags) => Run
        .Replace("RUN", id, StringComparison.Ordinal).Replace("EXP", experiment, StringComparison.Ordinal)
        .Replace("URI", uri, StringComparison.Ordinal).Replace("TAGS", tags, StringComparison.Ordinal);

    async Task<(HttpStatusCode Status, string Text)> PostAsync(string json, string to = "import")
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _server.Client.PostAsync($"/api/1.0/{to}", content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
