using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Panta.Tracking.Webhooks;

namespace Panta.Server.Tests.Conformance;

/// <summary>
/// A server with one of everything in it, some of it deleted, for the tests of a class. In requests, <c>$words</c> stand for the names of those things.
/// </summary>
public sealed partial class World : IAsyncDisposable
{
    const string Api = "/api/2.0/mlflow";

    static readonly WebhookOptions Hooks = new() { AllowedSchemes = ["http", "https"], AllowPrivateAddresses = true, MaxRetries = 0 };

    readonly Dictionary<string, string> _names = [];
    readonly RunningServer _server;
    int _made;

    World(RunningServer server) => _server = server;

    internal RunningServer Server => _server;

    public HttpClient Client => _server.Client;

    /// <summary>Starts a server and fills it.</summary>
    /// <param name="database">PostgreSQL's address; null for SQLite.</param>
    public static async Task<World> StartAsync(string? database)
    {
        var world = new World(await RunningServer.StartAsync(o => o with { Database = database, Webhooks = Hooks }));
        await world.FillAsync();
        return world;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    async Task FillAsync()
    {
        _names["experiment"] = await MakeExperiment();
        _names["run"] = await MakeRun();
        _names["model"] = await MakeModel();
        _names["logged"] = await MakeLogged();
        await Post("/registered-models/alias", new { name = _names["model"], alias = "champion", version = "1" });
        _names["goneExperiment"] = await Delete(await MakeExperiment(), "/experiments/delete", "experiment_id");
        _names["goneRun"] = await Delete(await MakeRun(), "/runs/delete", "run_id");
        _names["goneRun2"] = await Delete(await MakeRun(), "/runs/delete", "run_id");
        _names["goneModel"] = await Delete(await MakeModel(), "/registered-models/delete", "name", HttpMethod.Delete);
        _names["goneLogged"] = await MakeLogged();
        await Send(HttpMethod.Delete, $"{Api}/logged-models/{_names["goneLogged"]}", "{}");
        _names["hook"] = await MakeHook();
        _names["goneHook"] = await MakeHook();
        await Send(HttpMethod.Delete, $"{Api}/webhooks/{_names["goneHook"]}", "{}");
    }

    /// <summary>Sends a request with JSON in the body.</summary>
    public async Task<Answer> Send(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Replaces the words that stand for things of this world; <c>$new…</c> and <c>$fresh…</c> ones are made then.</summary>
    internal async Task<string> Fill(string text)
    {
        foreach (var word in Word().Matches(text).Select(m => m.Groups[1].Value).Distinct().OrderByDescending(w => w.Length))
            text = text.Replace("$" + word, await Name(word), StringComparison.Ordinal);
        return text;
    }

    async Task<string> Name(string word) => word switch
    {
        "name" => $"n{Interlocked.Increment(ref _made)}",
        "freshExperiment" => await MakeExperiment(),
        "newlyGoneExperiment" => await Delete(await MakeExperiment(), "/experiments/delete", "experiment_id"),
        "taggedExperiment" => await Tag(await MakeExperiment(), "/experiments/set-experiment-tag", "experiment_id"),
        "freshRun" => await MakeRun(),
        "taggedRun" => await Tag(await MakeRun(), "/runs/set-tag", "run_id"),
        "freshModel" => await MakeModel(),
        "freshHook" => await MakeHook(),
        "freshLogged" => await MakeLogged(),
        "taggedLogged" => await TagLogged(await MakeLogged()),
        "filedLogged" => await PutFile(await MakeLogged()),
        _ => _names[word],
    };

    async Task<string> MakeExperiment() => Text(await Post("/experiments/create", new { name = await Name("name") }), "experiment_id");

    async Task<string> MakeRun() => Text(await Post("/runs/create", new { experiment_id = "0", start_time = 1 }), "run", "info", "run_id");

    async Task<string> MakeLogged() => Text(await Post("/logged-models", new { experiment_id = "0", name = "l" }), "model", "info", "model_id");

    // Nobody listens there, and nothing in this world is such an event.
    async Task<string> MakeHook()
    {
        object[] events = [new { entity = "PROMPT_ALIAS", action = "CREATED" }];
        return Text(await Post("/webhooks", new { name = await Name("name"), url = "http://127.0.0.1:9/", events }), "webhook", "webhook_id");
    }

    async Task<string> MakeModel()
    {
        var name = await Name("name");
        await Post("/registered-models/create", new { name });
        await Post("/model-versions/create", new { name, source = "s3://bucket/model" });
        return name;
    }

    async Task<string> TagLogged(string id)
    {
        await Send(HttpMethod.Patch, $"{Api}/logged-models/{id}/tags", """{"tags":[{"key":"k","value":"v"}]}""");
        return id;
    }

    async Task<string> PutFile(string id)
    {
        using var file = new StringContent("flavors: {}");
        (await Client.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/0/models/{id}/artifacts/MLmodel", file)).EnsureSuccessStatusCode();
        return id;
    }

    async Task<string> Tag(string id, string path, string field)
    {
        await Post(path, new Dictionary<string, string> { [field] = id, ["key"] = "k", ["value"] = "v" });
        return id;
    }

    async Task<string> Delete(string id, string path, string field, HttpMethod? method = null)
    {
        var answer = await Send(method ?? HttpMethod.Post, Api + path, JsonSerializer.Serialize(new Dictionary<string, string> { [field] = id }));
        Assert.Equal(200, answer.Status);
        return id;
    }

    async Task<JsonElement> Post<T>(string path, T body)
    {
        using var response = await Client.PostAsJsonAsync(Api + path, body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    static string Text(JsonElement json, params string[] path) => path.Aggregate(json, (at, name) => at.GetProperty(name)).GetString()!;

    [GeneratedRegex(@"\$([a-zA-Z0-9]+)")]
    private static partial Regex Word();
}

/// <summary>What a server answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Text">The body.</param>
public sealed record Answer(int Status, string Text)
{
    /// <summary>Requires an error in MLflow's shape.</summary>
    internal void Refuses(int status, string said, string? code = null)
    {
        Assert.True(Status == status && Message.Contains(said, StringComparison.Ordinal), $"Wanted {status} '{said}', got {Status}: {Text[..Math.Min(Text.Length, 600)]}");
        Assert.Equal(code ?? CodeOf(status), Field("error_code"));
    }

    internal string Message => Field("message");

    string Field(string name) => JsonDocument.Parse(Text).RootElement.TryGetProperty(name, out var value) ? value.GetString()! : "";

    static string CodeOf(int status) => status == 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE";
}
