using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Panta.EndToEnd.Stores;

/// <summary>
/// A client that writes for as long as it is let, whatever becomes of the server, and keeps a ledger of what it sent and what was acknowledged. Nothing is
/// sent twice, so that each write must be there exactly once where it was acknowledged, and at most once, whole, where it was not.
/// </summary>
sealed class AcknowledgedWrites(Uri address, int writer) : IDisposable
{
    const int WritesOfRun = 40;
    const int MetricsOfBatch = 10;
    const string Api = "api/2.0/mlflow/";
    const string Artifacts = "api/2.0/mlflow-artifacts/artifacts/";

    readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
    readonly Random _random = new(writer);
    readonly List<Write> _ledger = [];
    int _made;
    int _acknowledged;

    /// <summary>How many were acknowledged; may be asked while it writes.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public int Unanswered => _ledger.Count(w => !w.Acknowledged);

    /// <summary>What a living server did not take; all these writes are good ones.</summary>
    public IEnumerable<string> Refusals => _ledger.Select(w => w.Refusal).Where(r => r.Length > 0);

    public IEnumerable<string> Kinds => _ledger.Where(w => w.Acknowledged).Select(w => w.Kind);

    public async Task WriteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await StartRunAsync() is not { } run) continue;

            for (var left = WritesOfRun; left > 0 && !stop.IsCancellationRequested; left--) await WriteToAsync(run);
        }
    }

    /// <summary>What of the ledger the server does not hold as it should; none is what is wanted.</summary>
    /// <param name="runs">How many runs have each id (<see cref="CountRunsAsync"/>).</param>
    public async Task<IReadOnlyList<string>> FindBrokenAsync(IReadOnlyDictionary<string, int> runs)
    {
        var broken = new List<string>();
        foreach (var run in _ledger.Where(w => w.Kind == "run"))
            if (Judge(run, [runs.GetValueOrDefault(run.Id)]) is { } wrong) broken.Add(wrong);
        foreach (var run in _ledger.Where(w => w.Kind is "batch" or "tag").GroupBy(w => w.Run)) broken.AddRange(await CheckLoggedAsync(run.Key, [.. run]));
        foreach (var file in _ledger.Where(w => w.Kind == "artifact")) broken.AddRange(await CheckFileAsync(file));
        return broken;
    }

    /// <summary>How many runs there are of each id that a writer gave; all pages are read.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountRunsAsync(HttpClient http)
    {
        var ids = new List<string>();
        for (string? token = ""; token is not null;)
        {
            using var answer = await http.PostAsJsonAsync(Api + "runs/search", new { experiment_ids = new[] { "0" }, page_token = token });
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>();
            if (page.TryGetProperty("runs", out var runs)) ids.AddRange(runs.EnumerateArray().SelectMany(r => Texts(r.GetProperty("data"), "tags")));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }

        return ids.CountBy(id => id).ToDictionary();
    }

    public void Dispose() => _http.Dispose();

    async Task<string?> StartRunAsync()
    {
        var write = Note("run", "");
        var tags = new[] { new { key = "id", value = write.Id } };
        using var answer = await SendAsync(write, () => _http.PostAsJsonAsync(Api + "runs/create", new { experiment_id = "0", tags }));
        if (answer is null) return null;

        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return made.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString();
    }

    async Task WriteToAsync(string run)
    {
        var write = Note(_random.Next(10) switch { < 6 => "batch", < 9 => "tag", _ => "artifact" }, run);
        using var answer = await SendAsync(write, () => write.Kind switch
        {
            "batch" => _http.PostAsJsonAsync(Api + "runs/log-batch", Batch(write)),
            "tag" => _http.PostAsJsonAsync(Api + "runs/set-tag", new { run_id = run, key = write.Id, value = write.Id }),
            _ => _http.PutAsync(Artifacts + FileOf(write), new StringContent(Content(write))),
        });
    }

    // A metric's step is the write's number, so that a point that came twice, or half of a batch, is seen.
    static object Batch(Write write) => new
    {
        run_id = write.Run,
        metrics = Enumerable.Range(0, MetricsOfBatch).Select(i => new { key = $"m{i}", value = write.Number + (i / 10.0), timestamp = 1000 + write.Number, step = write.Number }),
        @params = new[] { new { key = write.Id, value = write.Id } },
    };

    async Task<HttpResponseMessage?> SendAsync(Write write, Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            var answer = await send();
            write.Acknowledged = answer.IsSuccessStatusCode;
            if (write.Acknowledged)
            {
                Interlocked.Increment(ref _acknowledged);
                return answer;
            }

            write.Refusal = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) await Task.Delay(25);
            answer.Dispose();
            return null;
        }
        catch (Exception error) when (IsBroken(error))
        {
            await AliveAsync();
            return null;
        }
    }

    // A connection that is reset in the moment it is made comes as the socket's own error.
    static bool IsBroken(Exception error) => error is HttpRequestException or IOException or SocketException;

    // Writes that find nobody listening would only fill the ledger.
    async Task AliveAsync()
    {
        while (true)
        {
            try
            {
                (await _http.GetAsync("health")).Dispose();
                return;
            }
            catch (Exception error) when (IsBroken(error))
            {
                await Task.Delay(25);
            }
        }
    }

    async Task<IEnumerable<string>> CheckLoggedAsync(string runId, Write[] writes)
    {
        var run = (await _http.GetFromJsonAsync<JsonElement>($"{Api}runs/get?run_id={runId}")).GetProperty("run").GetProperty("data");
        var (tags, parameters) = (Texts(run, "tags"), Texts(run, "params"));
        var steps = new List<Dictionary<long, int>>();
        for (var i = 0; i < MetricsOfBatch; i++) steps.Add(await StepsAsync(runId, $"m{i}"));

        return writes.Select(write => write.Kind == "tag"
            ? Judge(write, [tags.Count(t => t == write.Id)])
            : Judge(write, [parameters.Count(p => p == write.Id), .. steps.Select(s => s.GetValueOrDefault(write.Number))])).OfType<string>();
    }

    async Task<Dictionary<long, int>> StepsAsync(string runId, string key)
    {
        var history = await _http.GetFromJsonAsync<JsonElement>($"{Api}metrics/get-history?run_id={runId}&metric_key={key}");
        return history.TryGetProperty("metrics", out var points)
            ? points.EnumerateArray().GroupBy(p => p.GetProperty("step").GetInt64()).ToDictionary(g => g.Key, g => g.Count())
            : [];
    }

    async Task<IEnumerable<string>> CheckFileAsync(Write write)
    {
        using var answer = await _http.GetAsync(Artifacts + FileOf(write));
        if (answer.StatusCode == HttpStatusCode.NotFound && !write.Acknowledged) return [];

        return await answer.Content.ReadAsStringAsync() == Content(write) ? [] : [$"{write} is not there as it was sent ({(int)answer.StatusCode})"];
    }

    // All parts of a write once; or, where nobody was told that it is there, all of them never.
    static string? Judge(Write write, int[] parts)
    {
        var whole = parts.All(p => p == 1) || (!write.Acknowledged && parts.All(p => p == 0));
        return whole ? null : $"{write} has its parts {string.Join(", ", parts)} times";
    }

    static string[] Texts(JsonElement data, string name) =>
        data.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(e => e.GetProperty("value").GetString()!)] : [];

    Write Note(string kind, string run)
    {
        var write = new Write(kind, $"w{writer}-{_made}", _made++, run);
        _ledger.Add(write);
        return write;
    }

    static string FileOf(Write write) => $"0/{write.Run}/artifacts/{write.Id}.txt";

    static string Content(Write write) => new StringBuilder().Insert(0, write.Id + "\n", 500).ToString();

    sealed record Write(string Kind, string Id, long Number, string Run)
    {
        public bool Acknowledged { get; set; }

        public string Refusal { get; set; } = "";
    }
}
