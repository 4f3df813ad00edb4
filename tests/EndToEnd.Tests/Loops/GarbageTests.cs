using System.Net;
using System.Text;
using Panta.Cli.Demo;

namespace Panta.EndToEnd.Loops;

/// <summary>Garbage to every address of a project: a sentence that names the thing, nothing lost, never a stack trace and never a 500.</summary>
public sealed class GarbageTests
{
    static readonly string Yaml = File.ReadAllText(Path.Combine(Stories.Examples, "bikes", "panta.yaml"));

    [Fact]
    public async Task Every_address_answers_garbage_with_a_sentence_that_names_it()
    {
        await using var server = await RunningServer.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = server.Address };
        await ExpectAsync(http, "POST", "api/1.0/projects", Apply(Path.Combine(Stories.Examples, "bikes")), 200, "first model of bikes");
        await ExpectAsync(http, "POST", "api/1.0/projects", Apply(Path.Combine(Stories.Examples, "bikes")), 200, "[]");

        foreach (var (method, path, body, status, said) in Garbage()) await ExpectAsync(http, method, path, body, status, said);

        await ExpectAsync(http, "POST", "api/1.0/projects", Apply(Path.Combine(Stories.Examples, "bikes")), 200, "[]");
        await ExpectAsync(http, "GET", "health", null, 200, "OK");
    }

    [Fact]
    public async Task A_body_of_a_hundred_megabytes_is_refused_and_the_server_goes_on()
    {
        await using var server = await RunningServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        using var body = new ByteArrayContent(new byte[100_000_000]);
        body.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/1.0/projects") { Content = body };
        request.Headers.ExpectContinue = true;

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        await ExpectAsync(http, "GET", "health", null, 200, "OK");
    }

    static IEnumerable<(string Method, string Path, string? Body, int Status, string Said)> Garbage() =>
    [
        ("POST", "api/1.0/projects", "not json", 400, "as JSON"),
        ("POST", "api/1.0/projects", "{}", 400, "'yaml' is missing"),
        ("POST", "api/1.0/projects", """{"yaml": "name: x"}""", 400, "needs the key 'source'"),
        ("POST", "api/1.0/projects", """{"yaml": 5}""", 400, "as JSON"),
        ("POST", "api/1.0/projects", Apply("/no/such/folder"), 400, "does not exist"),
        ("POST", "api/1.0/projects", Apply(Path.Combine(Stories.Examples, "bikes")).Replace("replay", "sundial"), 400, "'sundial' is not allowed"),
        ("POST", "api/1.0/projects/bikes/clock", """{"now": "yesterday"}""", 400, "as JSON"),
        ("POST", "api/1.0/projects/bikes/clock", """{"now": "2010-01-01T00:00:00Z"}""", 400, "never goes back"),
        ("POST", "api/1.0/projects/bikes/clock", "{}", 400, "'now' is missing"),
        ("POST", "api/1.0/projects/nope/clock", """{"now": "2012-01-01T00:00:00Z"}""", 404, "project 'nope'"),
        ("GET", "api/1.0/projects/..%2f..%2fetc", null, 404, "does not exist"),
        ("GET", "api/1.0/projects/bikes/decisions?skip=-1", null, 400, "'skip' must be"),
        ("GET", "api/1.0/projects/bikes/decisions?skip=abc", null, 400, "abc"),
        ("POST", "api/1.0/projects/bikes/rollback", """{"why": "test"}""", 400, "no version before"),
        ("POST", "api/1.0/projects/bikes/rollback", "{}", 400, "'why' is missing"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": []}""", 400, "'rows' is missing"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": [{"label": 1}]}""", 400, "rows[0].entity_key is missing"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": [{"entity_key": {}, "label": 1}]}""", 400, "needs a text or a number"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": [{"entity_key": "a", "label": "many"}]}""", 400, "predicts numbers"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": [{"entity_key": "a", "label": 1}, {"entity_key": "b", "label": "x"}]}""", 400, "rows[1].label"),
        ("POST", "api/1.0/endpoints/nope/labels", """{"rows": [{"entity_key": "a", "label": 1}]}""", 404, "no endpoint 'nope'"),
        ("POST", "endpoints/bikes/invocations", "[NaN", 400, "exactly one of the input fields"),
        ("POST", "endpoints/bikes/invocations", """{"dataframe_split": {"columns": ["hr"], "data": [[1]]}}""", 400, "season"),
        ("POST", "endpoints/bikes/invocations", """{"dataframe_records": [{"hr": "noon"}]}""", 400, "noon"),
        ("GET", "api/1.0/workflow-runs/nope", null, 404, "'nope' does not exist"),
        ("GET", "api/1.0/alerts?limit=x", null, 400, "limit"),
        ("PUT", "api/1.0/alerts", null, 405, "does not take PUT"),
        ("GET", "api/1.0/nothing", null, 404, "no endpoint at"),
    ];

    static string Apply(string folder) =>
        new System.Text.Json.Nodes.JsonObject { ["yaml"] = Yaml, ["folder"] = folder, ["clock"] = "replay", ["now"] = "2011-02-26T00:00:00Z" }.ToJsonString();

    static async Task ExpectAsync(HttpClient http, string method, string path, string? body, int status, string said)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.True((int)answer.StatusCode == status && text.Contains(said, StringComparison.Ordinal), $"{method} {path} {body?[..Math.Min(80, body.Length)]} answered {(int)answer.StatusCode}: {text}");
        Assert.DoesNotContain("   at Panta", text, StringComparison.Ordinal);
    }
}
