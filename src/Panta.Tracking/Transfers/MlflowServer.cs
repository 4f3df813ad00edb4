using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Engines;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Tracking.Transfers;

/// <summary>
/// A running server that speaks MLflow's REST API: MLflow's own, or Panta's. It shows less than its database: no deleted logged models, and of deleted
/// runs not when they were deleted. What is logged meanwhile may or may not be seen.
/// </summary>
public sealed class MlflowServer : ITransferSource
{
    const string Api = "api/2.0/mlflow/";
    const string Proxy = "api/2.0/mlflow-artifacts/artifacts";
    const int RunsAtOnce = 100;
    const int FoundAtOnce = 500;
    const int LongestPath = 4096;
    const int PointsAtOnce = 25_000;
    const string Prompts = "tags.`mlflow.prompt.is_prompt` = 'true'";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly HttpClient _http;
    readonly LocalFiles _files = new(null);

    /// <summary>Names a server; nothing is sent yet.</summary>
    /// <param name="address">As in <c>http://127.0.0.1:5000</c>.</param>
    /// <param name="authorization">What every request says in its header <c>Authorization</c>; null for nothing.</param>
    public MlflowServer(Uri address, string? authorization = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _http = new() { BaseAddress = new(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/"), Timeout = Patience };
        if (authorization is not null) _http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        Place = _http.BaseAddress.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> LeftOut()
    {
        const string Unseen = "A server does not show deleted logged models, nor traces and what belongs to them: they were left out. Give its database in place of "
            + "its address to have the first.";
        return OfWebhooks() is { } webhooks ? [Unseen, webhooks] : [Unseen];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Experiment> Experiments() =>
        [.. Pages("experiments/search", new() { ["max_results"] = 1000, ["view_type"] = "ALL" }, "experiments").Select(MlflowJson.Experiment)
            .OrderBy(e => Limits.ParseExperimentId(e.ExperimentId))];

    /// <inheritdoc/>
    public long CountRuns(IReadOnlyList<string> experimentIds) => 0;

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<MovedRun>> Runs(IReadOnlyList<string> experimentIds) => experimentIds.SelectMany(id => Pages(
        "runs/search",
        new()
        {
            ["experiment_ids"] = new JsonArray(id),
            ["max_results"] = RunsAtOnce,
            ["run_view_type"] = "ALL",
            ["order_by"] = new JsonArray("attributes.start_time ASC"),
        },
        "runs").Chunk(RunsAtOnce).Select(runs => runs.Select(r => new MovedRun(Whole(r), null)).ToList()));

    /// <summary>The runs in use that a search finds, page by page.</summary>
    /// <param name="experimentIds">Where to look.</param>
    /// <param name="filter">In the search grammar; empty for all.</param>
    /// <param name="orderBy">Keys, each with <c>ASC</c> or <c>DESC</c>; none for the newest first.</param>
    /// <exception cref="StoreException">The server refuses the search, or cannot be understood.</exception>
    public IEnumerable<Run> Search(IReadOnlyList<string> experimentIds, string filter, IReadOnlyList<string> orderBy)
    {
        ArgumentNullException.ThrowIfNull(experimentIds);
        ArgumentNullException.ThrowIfNull(orderBy);
        return Pages(
            "runs/search",
            new()
            {
                ["experiment_ids"] = new JsonArray([.. experimentIds.Select(id => JsonValue.Create(id))]),
                ["filter"] = filter,
                ["order_by"] = new JsonArray([.. orderBy.Select(key => JsonValue.Create(key))]),
                ["max_results"] = FoundAtOnce,
            },
            "runs").Select(MlflowJson.Run);
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> Points(IReadOnlyList<MovedRun> runs) =>
        from moved in runs
        from latest in moved.Run.Metrics
        from point in Points(moved.Run.RunId, latest.Key)
        select point;

    /// <inheritdoc/>
    public IEnumerable<MovedModel> LoggedModels(IReadOnlyList<string> experimentIds) => experimentIds.SelectMany(id => Pages(
        "logged-models/search", new() { ["experiment_ids"] = new JsonArray(id), ["max_results"] = 50 }, "models")
        .Select(model => new MovedModel(MlflowJson.LoggedModel(model), LifecycleStage.Active)));

    /// <inheritdoc/>
    public IEnumerable<MovedRegistration> Registrations()
    {
        foreach (var name in ModelNames().Order(StringComparer.Ordinal))
        {
            var model = MlflowJson.RegisteredModel(Get($"registered-models/get?name={Uri.EscapeDataString(name)}")["registered_model"]);
            var prompt = model.Tags.Any(t => t.Key == ModelSource.PromptTag && t.Value == "true");
            var quote = name.Contains('\'', StringComparison.Ordinal) ? '"' : '\'';
            var filter = $"name = {quote}{name}{quote}{(prompt ? " AND " + Prompts : "")}";
            var versions = GetPages($"model-versions/search?max_results=1000&filter={Uri.EscapeDataString(filter)}", "model_versions")
                .Select(MlflowJson.Version).OrderBy(v => v.Version).Select(v => prompt ? v : v with { Location = Location(v) }).ToList();
            yield return new(model, versions, versions.Count == 0 ? 0 : versions[^1].Version);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> ModelNames() => Names("").Union(Names($"filter={Uri.EscapeDataString(Prompts)}&")); // a search shows prompts only when asked for them

    /// <inheritdoc/>
    public bool Reaches(string uri) => LocalFiles.IsProxied(uri) || _files.Reaches(uri);

    /// <inheritdoc/>
    public bool Has(string location) => LocalFiles.IsProxied(location) || _files.Has(location);

    /// <inheritdoc/>
    public IEnumerable<MovedFile> Files(string uri) => LocalFiles.IsProxied(uri) ? List(ArtifactPath.OfUri(uri) ?? "", "") : _files.List(uri);

    /// <inheritdoc/>
    public Stream Open(string uri, string path)
    {
        if (!LocalFiles.IsProxied(uri)) return _files.Open(uri, path);

        var address = $"{Proxy}/{string.Join('/', $"{ArtifactPath.OfUri(uri)}/{path}".Split('/').Select(Uri.EscapeDataString))}";
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var answer = _http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode) throw Refused(address, answer);
        return answer.Content.ReadAsStream();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // A sentence; null where there are none, as on servers that know no webhooks.
    string? OfWebhooks()
    {
        const string Call = "webhooks?max_results=100";
        using (var answer = Send(Api + Call, null))
        {
            if (answer.StatusCode == HttpStatusCode.NotFound) return null;
            if (!answer.IsSuccessStatusCode)
                return $"The server does not tell whether it has webhooks (it answers {(int)answer.StatusCode}): if so, they were left out.";
        }

        var count = GetPages(Call, "webhooks").LongCount();
        return count == 0 ? null : $"Left out: {Amount.Of(count, "webhook")}, whose secrets nobody is told. Make them anew.";
    }

    // MLflow's search leaves the logged models out that a run read.
    Run Whole(JsonNode? found) => MlflowJson.Run(Get($"runs/get?run_id={MlflowJson.Text(found?["info"], "run_id")}")["run"]);

    List<string> Names(string filter) =>
        [.. GetPages($"registered-models/search?{filter}max_results=1000", "registered_models").Select(m => MlflowJson.Text(m, "name"))];

    string Location(ModelVersion version) => MlflowJson.Text(
        Get($"model-versions/get-download-uri?name={Uri.EscapeDataString(version.Name)}&version={version.Version}"), "artifact_uri");

    IEnumerable<Metric> Points(string run, string key) =>
        GetPages($"metrics/get-history?run_id={run}&metric_key={Uri.EscapeDataString(key)}&max_results={PointsAtOnce}", "metrics")
            .Select(m => MlflowJson.Metric(m) with { RunId = run });

    IEnumerable<MovedFile> List(string root, string folder)
    {
        var path = folder.Length == 0 ? root : $"{root}/{folder}";
        foreach (var entry in Ask($"{Proxy}?path={Uri.EscapeDataString(path)}", null)["files"]?.AsArray() ?? [])
        {
            var name = MlflowJson.Text(entry, "path").Split('/')[^1];
            var inside = folder.Length == 0 ? name : $"{folder}/{name}";
            if (inside.Length > LongestPath) throw new StoreException(Place, $"lists files under '{root}' in folders without end. Nothing more was read.");
            if (entry?["is_dir"]?.GetValue<bool>() != true) yield return new(inside, MlflowJson.Number(entry, "file_size"));
            else
                foreach (var file in List(root, inside)) yield return file;
        }
    }

    IEnumerable<JsonNode?> Pages(string call, JsonObject body, string field) => Pages(field, token =>
    {
        if (token is not null) body["page_token"] = token;
        return Ask(Api + call, body);
    });

    IEnumerable<JsonNode?> GetPages(string call, string field) =>
        Pages(field, token => Get(token is null ? call : $"{call}&page_token={Uri.EscapeDataString(token)}"));

    static IEnumerable<JsonNode?> Pages(string field, Func<string?, JsonNode> ask)
    {
        for (string? token = null; ;)
        {
            var page = ask(token);
            foreach (var item in page[field]?.AsArray() ?? []) yield return item;

            token = MlflowJson.Text(page, "next_page_token");
            if (token.Length == 0) yield break;
        }
    }

    JsonNode Get(string call) => Ask(Api + call, null);

    JsonNode Ask(string call, JsonObject? body)
    {
        using var answer = Send(call, body);
        if (!answer.IsSuccessStatusCode) throw Refused(call, answer);

        using var stream = answer.Content.ReadAsStream();
        try
        {
            return JsonNode.Parse(stream) ?? new JsonObject();
        }
        catch (JsonException error)
        {
            throw new StoreException(Place, $"does not answer '{Name(call)}' in JSON. Is an MLflow server there?", error);
        }
    }

    HttpResponseMessage Send(string call, JsonObject? body)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, call);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return _http.Send(request);
    }

    StoreException Refused(string call, HttpResponseMessage answer)
    {
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        var text = reader.ReadToEnd();
        var hint = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? " Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN." : "";
        return new(Place, $"answered '{Name(call)}' with {(int)answer.StatusCode}: {text[..Math.Min(200, text.Length)].ReplaceLineEndings(" ")}.{hint}");
    }

    static string Name(string call) => call.Split('?')[0];
}
