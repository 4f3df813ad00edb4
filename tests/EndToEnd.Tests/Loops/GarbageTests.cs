using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Panta.Cli.Demo;
using Panta.Tracking.Stores;

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

    [Theory]
    [InlineData("replace(yaml, 'frozen: bikes-frozen', 'frozen: ../x')", "champion")] // accepted before names were held to a rule
    [InlineData("'not: a project'", "The stored file of project 'bikes' has")]
    public async Task A_stored_project_that_cannot_be_read_does_not_end_the_server(string yaml, string said)
    {
        var place = Directory.CreateTempSubdirectory("panta-stored-");
        var text = new System.Text.Json.Nodes.JsonObject { ["yaml"] = Yaml, ["folder"] = Path.Combine(Stories.Examples, "bikes") }.ToJsonString();
        await using (var server = await RunningServer.StartAsync(o => o with { DataFolder = place.FullName }))
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            await ExpectAsync(http, "POST", "api/1.0/projects", text, 200, "first model of bikes");
            await server.Services.GetRequiredService<Database>().WriteAsync(connection =>
            {
                using var change = connection.CreateCommand();
                change.CommandText = $"UPDATE projects SET yaml = {yaml}";
                return change.ExecuteNonQuery();
            }, CancellationToken.None);
        }

        await using (var again = await RunningServer.StartAsync(o => o with { DataFolder = place.FullName }))
        {
            using var http = new HttpClient { BaseAddress = again.Address };
            await ExpectAsync(http, "GET", "api/1.0/projects", null, 200, said);
            await ExpectAsync(http, "GET", "health", null, 200, "OK");
        }

        place.Delete(recursive: true);
    }

    /// <summary>Whatever is mapped is asked, so that an address made later is covered the moment it is there.</summary>
    [Fact]
    public async Task No_mapped_address_fails_on_any_body_name_or_query()
    {
        await using var server = await RunningServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        string[] bodies = ["", "null", "[]", "{", "\0", "\"\\ud800\"", "{\"a\":", new string('[', 5000), "{\"name\": {}, \"run_id\": [], \"rows\": [null], \"version\": 1e99, \"max_results\": -1}"];
        string[] names = ["x", "..%2f..%2fetc", "%ff", "a%0ab", new string('n', 2000)];
        string[] queries = ["", "?limit=1e99&skip=-1&max_results=-1&page_token=%00&run_id=%27&path=..%2f..&experiment_id=x&sort=%22&open=2", "?name=%F0%9F%98%80&version=-1&filter=%27%20or%201=1--&order_by=%3B"];

        foreach (var (method, route) in Mapped(server.Services).Where(mapped => mapped.Route != "/live"))
            foreach (var name in route.Contains('{') ? names : names[..1])
                foreach (var rest in method is "POST" or "PUT" or "PATCH" or "DELETE" ? bodies : queries)
                    await NeverFailsAsync(http, method, Regex.Replace(route, "{[^}]*}", name), rest);

        await ExpectAsync(http, "GET", "health", null, 200, "OK");
    }

    // Whoever sends without asking first must be able to read the answer: the connection does not break while the body is on its way.
    [Theory]
    [InlineData(false, "has 100000000 bytes")]
    [InlineData(true, "is too large")]
    public async Task A_body_of_a_hundred_megabytes_is_refused_in_words_and_the_server_goes_on(bool isChunked, string said)
    {
        await using var server = await RunningServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        var blanks = new byte[100_000_000];
        blanks.AsSpan().Fill((byte)' '); // nothing wrong but the size
        using var body = new ByteArrayContent(blanks);
        body.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/1.0/projects") { Content = body };
        request.Headers.TransferEncodingChunked = isChunked;

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains($"The body {said}; at most 33554432 are taken.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await ExpectAsync(http, "GET", "health", null, 200, "OK");
    }

    static IEnumerable<(string Method, string Path, string? Body, int Status, string Said)> Garbage() =>
    [
        ("POST", "api/1.0/projects", "not json", 400, "as JSON"),
        ("POST", "api/1.0/projects", "{}", 400, "'yaml' is missing"),
        ("POST", "api/1.0/projects", "", 400, "The body is empty"),
        ("POST", "api/1.0/projects", "null", 400, "The body is empty"),
        ("POST", "api/1.0/projects", "[1]", 400, "a value has the wrong type at $"),
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
        ("GET", "api/1.0/projects/bikes/decisions?skip=abc", null, 400, "'skip' is 'abc'; needs a whole number"),
        ("GET", "api/1.0/alerts?open=perhaps", null, 400, "'open' is 'perhaps'; needs true or false"),
        ("POST", "api/1.0/projects/bikes/rollback", """{"why": "test"}""", 400, "no version before"),
        ("POST", "api/1.0/projects/bikes/rollback", "{}", 400, "'why' is missing"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": []}""", 400, "'rows' is missing"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": [{"label": 1}]}""", 400, "rows[0].entity_key is missing"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": [null]}""", 400, "rows[0] is null"),
        ("POST", "api/1.0/endpoints/bikes/labels", """{"rows": [{"entity_key": "\ud800", "label": 1}]}""", 400, "no valid Unicode"),
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
        ("GET", "endpoints/bikes/invocations", null, 405, "it takes POST"),
        ("DELETE", "metrics", null, 405, "it takes GET"),
        ("POST", "models/bikes/nothing", "{}", 404, "no endpoint at"),
        ("PUT", $"api/2.0/mlflow-artifacts/artifacts/{new string('x', 300)}", "x", 400, "a name takes at most 255 bytes"),
        ("POST", "api/2.0/mlflow/runs/create", "\"\\ud800\"", 400, "must be a JSON object"),
        ("GET", $"api/2.0/mlflow/runs/get?run_id={new string('x', 5000)}", null, 400, "a run id is 1 to 256 letters"),
    ];

    // A body of unknown length is refused on its way; the connection may end before the client, still sending, has read why.
    static IEnumerable<(string Method, string Route)> Mapped(IServiceProvider services) =>
        services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (method, endpoint.RoutePattern.RawText ?? "/")))
            .Distinct();

    static async Task NeverFailsAsync(HttpClient http, string method, string path, string rest)
    {
        using var request = new HttpRequestMessage(new(method), method is "GET" or "HEAD" ? path + rest : path);
        if (request.RequestUri!.OriginalString == path && rest.Length > 0) request.Content = new StringContent(rest, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.True((int)answer.StatusCode is < 500 or 501, $"{method} {path} {rest} answered {(int)answer.StatusCode}: {text}");
        Assert.True((int)answer.StatusCode < 400 || text.Length > 0 || method == "HEAD", $"{method} {path} {rest} answered {(int)answer.StatusCode} without a word");
        Assert.DoesNotContain("   at Panta", text, StringComparison.Ordinal);
    }

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
