using System.Net.Http.Json;
using System.Text.Json;
using Panta.Tracking.Stores;

namespace Panta.Server.Tests.Hostile;

/// <summary>Paths that want out, tried wherever a request names a path, an id or a name that ends in one: uploads in parts, logged models, pages, webhooks, stages.</summary>
public sealed class PathTraversalTests(PathTraversalTests.Target target) : IClassFixture<PathTraversalTests.Target>
{
    const string Api = "/api/2.0/mlflow";
    const string Uploads = "/api/2.0/mlflow-artifacts/mpu";

    public static TheoryData<string> EscapingPaths => VulnerabilityTests.EscapingPaths;

    [Theory]
    [MemberData(nameof(EscapingPaths))]
    public async Task Path_traversal_in_uploads_in_parts_is_refused(string path)
    {
        var (text, before) = (JsonSerializer.Serialize(Decoded(path)), Entries());
        List<string> requests =
        [
            Json("POST", $"{Uploads}/complete/0", $$"""{"path":"a.bin","upload_id":{{text}},"parts":[{"part_number":1,"etag":"x"}]}"""),
            Json("POST", $"{Uploads}/complete/0", $$"""{"path":"a.bin","upload_id":"{{target.Upload}}","parts":[{"part_number":1,"etag":{{text}}}]}"""),
            Json("POST", $"{Uploads}/abort/0", $$"""{"path":"a.bin","upload_id":{{text}}}"""),
            Json("PUT", $"{Uploads}/part?upload_id={InQuery(path)}&part_number=1", "x"),
            Json("PUT", $"{Uploads}/part?upload_id={target.Upload}&part_number={InQuery(path)}", "x"),
        ];

        // Dots in an address itself are taken out by the host, before anybody asks where they lead.
        if (!path.Contains("/..", StringComparison.Ordinal)) requests.Add(Json("POST", $"{Uploads}/create/{InAddress(path)}", """{"path":"a.bin","num_parts":1}"""));
        foreach (var request in requests) await RefusedAsync(request);

        Assert.Equal(before, Entries());
    }

    [Theory]
    [MemberData(nameof(EscapingPaths))]
    public async Task Path_traversal_in_the_files_of_logged_models_is_refused(string path)
    {
        await RefusedAsync(Wire.Request("GET", $"{Api}/logged-models/{target.Logged}/artifacts/directories?artifact_directory_path={InQuery(path)}"));
        await RefusedAsync(Wire.Request("GET", $"/ajax-api/2.0/mlflow/logged-models/{target.Logged}/artifacts/files?artifact_file_path={InQuery(path)}"));
        await RefusedAsync(Wire.Request("GET", $"{Api}/logged-models/{Uri.EscapeDataString(path)}"));
    }

    [Theory]
    [MemberData(nameof(EscapingPaths))]
    public async Task Path_traversal_in_names_and_ids_finds_nothing(string path)
    {
        var name = Uri.EscapeDataString(path);
        foreach (var address in (string[])[$"{Api}/webhooks/{name}", $"/api/1.0/webhooks/{name}/deliveries", $"/api/1.0/projects/{name}", $"/assets/{name}"])
            await RefusedAsync(Wire.Request("GET", address));

        Assert.Contains("\"changes\":[]", await Wire.SendAsync(target.Server.Address, Wire.Request("GET", $"/api/1.0/models/{name}/stages")));
    }

    [Theory]
    [MemberData(nameof(EscapingPaths))]
    public async Task Path_traversal_in_the_addresses_of_pages_shows_nothing_of_the_disk(string path)
    {
        var (name, query) = (Uri.EscapeDataString(path), InQuery(path));
        string[] pages =
        [
            $"/runs/{target.Run}?file={query}", $"/models/m/versions/1?file={query}", $"/runs/{name}", $"/models/{name}", $"/data/{name}", $"/data/{InAddress(path)}", $"/monitors/{name}",
            $"/endpoints/{name}", $"/compare?runs={query}", $"/curves?run={query}&metric={query}",
        ];

        foreach (var page in pages)
        {
            var answer = await Wire.SendAsync(target.Server.Address, Wire.Request("GET", page, headers: "Accept: text/html\r\n"));

            Assert.True(Wire.Status(answer) is >= 200 and < 500, $"{page} was answered: {answer}");
            Assert.DoesNotContain("root:x:", answer);
            Assert.DoesNotContain("SQLite format", answer);
        }
    }

    async Task RefusedAsync(string request)
    {
        var answer = await Wire.SendAsync(target.Server.Address, request);

        Assert.True(Wire.Status(answer) is >= 400 and < 500, $"{request} was answered: {answer}");
        Assert.DoesNotContain("root:x:", answer);
        Assert.DoesNotContain("SQLite format", answer);
    }

    string[] Entries()
    {
        var folder = ((DataFolder)target.Server.Services.GetService(typeof(DataFolder))!).Root;
        return [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    static string Json(string method, string path, string body) => Wire.Request(method, path, Ascii(body), "Content-Type: application/json\r\n");

    static string Ascii(string body) => string.Concat(body.Select(c => c < 128 ? c.ToString() : $"\\u{(int)c:x4}"));

    // As the lists of escapes are written: percent signs in them are meant to be there.
    static string InQuery(string path) => path.Replace("#", "%23", StringComparison.Ordinal).Replace("\\", "%5c", StringComparison.Ordinal);

    static string InAddress(string path) => InQuery(path).Replace("..", "%2e%2e", StringComparison.Ordinal);

    static string Decoded(string path) => Uri.UnescapeDataString(path);

    /// <summary>A server with a run, a logged model, a version and an upload under way.</summary>
    public sealed class Target : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        internal string Run { get; private set; } = "";

        internal string Logged { get; private set; } = "";

        internal string Upload { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync();
            Run = (await PostAsync($"{Api}/runs/create", new { experiment_id = "0" })).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
            Logged = (await PostAsync($"{Api}/logged-models", new { experiment_id = "0" })).GetProperty("model").GetProperty("info").GetProperty("model_id").GetString()!;
            await PostAsync($"{Api}/registered-models/create", new { name = "m" });
            await PostAsync($"{Api}/model-versions/create", new { name = "m", source = $"mlflow-artifacts:/0/{Run}/artifacts", run_id = Run });
            Upload = (await PostAsync($"{Uploads}/create/0", new { path = "a.bin", num_parts = 1 })).GetProperty("upload_id").GetString()!;
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();

        async Task<JsonElement> PostAsync<T>(string path, T body)
        {
            using var answer = await Server.Client.PostAsJsonAsync(path, body);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }
}
