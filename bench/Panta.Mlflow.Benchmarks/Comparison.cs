using System.Diagnostics;
using System.Text.Json;

namespace Panta.Mlflow.Benchmarks;

/// <summary>Panta and the original, asked the same one after the other. A line a question: what Panta did, what the original did, how many times faster.</summary>
sealed class Comparison : IAsyncDisposable
{
    const int LargestOfOriginal = 10_000;
    const int HistoryBatch = 1000;

    static readonly int[] Clients = [1, 16, 64];
    static readonly int[] Points = [10, 1000];

    readonly string _root;
    TrackingServer _panta;
    readonly TrackingServer? _mlflow;

    Comparison(string root, TrackingServer panta, TrackingServer? mlflow)
    {
        _root = root;
        _panta = panta;
        _mlflow = mlflow;
    }

    public static async Task<Comparison> StartAsync(string root)
    {
        var environment = PeersFolder();
        Directory.CreateDirectory(Path.Combine(root, "mlflow"));
        var comparison = new Comparison(
            root,
            await TrackingServer.PantaAsync(Path.Combine(root, "panta")),
            environment is null ? null : await TrackingServer.MlflowAsync(environment, Path.Combine(root, "mlflow")));
        if (environment is null) Console.WriteLine("The peers are not installed in .peers: Panta is measured alone.");
        await Task.Delay(TimeSpan.FromSeconds(2));
        Print("start to ready, s", comparison._panta.Ready.TotalSeconds, comparison._mlflow?.Ready.TotalSeconds);
        Print("idle memory, MB", comparison._panta.ResidentMegabytes, comparison._mlflow?.ResidentMegabytes);
        return comparison;
    }

    /// <summary>What training programs do: create runs, log small and large batches.</summary>
    public async Task LogAsync()
    {
        // Made beforehand: after 64 clients the original refuses for a minute.
        var runs = new Dictionary<(TrackingServer, int Clients, int Points), string>();
        foreach (var server in _mlflow is null ? [_panta] : (TrackingServer[])[_panta, _mlflow])
            foreach (var clients in Clients)
                foreach (var points in Points) runs.Add((server, clients, points), await RunAsync(server));

        foreach (var clients in Clients)
        {
            await CompareAsync($"create run, {clients} clients", clients, "/runs/create", _ => NewRun);
            foreach (var points in Points)
                await CompareAsync(
                    $"log-batch of {points:N0} metrics, {clients} clients", clients, "/runs/log-batch", server => Batch(runs[(server, clients, points)], points));
        }
    }

    /// <summary>The newest fifty runs of experiments of several sizes.</summary>
    public async Task SearchAsync(IReadOnlyList<int> sizes)
    {
        await _panta.DisposeAsync();
        var watch = Stopwatch.StartNew();
        var ids = await SampleRuns.FillPantaAsync(Path.Combine(_root, "panta"), sizes);
        Console.WriteLine($"filled with {sizes.Sum():N0} runs in {watch.Elapsed.TotalSeconds:N0} s");
        _panta = await TrackingServer.PantaAsync(Path.Combine(_root, "panta"));
        var originals = _mlflow is null ? [] : SampleRuns.FillMlflow(Path.Combine(_root, "mlflow/mlflow.db"), sizes.Where(size => size <= LargestOfOriginal));

        foreach (var clients in Clients)
        {
            double first = 0;
            foreach (var size in sizes)
            {
                var (mine, _) = await CompareAsync(
                    $"page of 50 among {size:N0} runs, {clients} clients", clients, "/runs/search",
                    server => Page(server == _panta ? ids[size] : originals[size]), withOriginal: originals.ContainsKey(size));
                if (first == 0) first = mine.Median.TotalMilliseconds;
                else Console.WriteLine($"    {mine.Median.TotalMilliseconds / first:0.00} times the page among {sizes[0]:N0}");
            }
        }
    }

    /// <summary>A long history of one metric, read whole while it is streamed.</summary>
    public async Task HistoryAsync(int points)
    {
        var run = await RunAsync(_panta);
        var batch = Batch(run, HistoryBatch);
        using var client = new HttpClient();
        for (var n = 0; n < points / HistoryBatch; n++)
        {
            using var content = new ByteArrayContent(batch(n));
            content.Headers.ContentType = new("application/json");
            (await client.PostAsync($"{_panta.Address}/api/2.0/mlflow/runs/log-batch", content)).EnsureSuccessStatusCode().Dispose();
        }

        var before = _panta.ResidentMegabytes;
        var (peak, bytes, watch) = (before, 0L, Stopwatch.StartNew());
        TimeSpan? first = null;
        await using (var answer = await _panta.ReadAsync($"/metrics/get-history?run_id={run}&metric_key=loss-0"))
        {
            var buffer = new byte[1 << 20];
            for (int read; (read = await answer.ReadAsync(buffer)) > 0; bytes += read)
            {
                first ??= watch.Elapsed;
                peak = Math.Max(peak, _panta.ResidentMegabytes);
            }
        }

        Console.WriteLine(
            $"history of {points:N0} points: first bytes {first?.TotalMilliseconds:0} ms, all {watch.Elapsed.TotalSeconds:0.0} s, {bytes / 1e6 / watch.Elapsed.TotalSeconds:0} MB/s; "
            + $"memory {before:0} MB before, {peak:0} MB at most");
    }

    public async ValueTask DisposeAsync()
    {
        await _panta.DisposeAsync();
        if (_mlflow is not null) await _mlflow.DisposeAsync();
    }

    async Task<(Load Mine, Load? Theirs)> CompareAsync(
        string question, int clients, string call, Func<TrackingServer, Func<long, byte[]>> body, bool withOriginal = true)
    {
        var mine = await Load.RunAsync($"{_panta.Address}/api/2.0/mlflow{call}", body(_panta), clients);
        Load? theirs = _mlflow is null || !withOriginal ? null : await Load.RunAsync($"{_mlflow.Address}/api/2.0/mlflow{call}", body(_mlflow), clients);
        Console.WriteLine($"{question,-46} Panta  {mine}");
        if (theirs is { } original)
            Console.WriteLine($"{"",-46} MLflow {original} | Panta {(original.PerSecond > 0 ? $"{mine.PerSecond / original.PerSecond:N0}" : "infinitely many")} x");
        return (mine, theirs);
    }

    static void Print(string what, double mine, double? theirs) =>
        Console.WriteLine($"{what,-46} Panta  {mine,9:N2}{(theirs is { } original ? $" | MLflow {original,9:N2}" : "")}");

    static byte[] NewRun(long n) => JsonSerializer.SerializeToUtf8Bytes(
        new { experiment_id = "0", user_id = "ada", start_time = n, tags = (object[])[new { key = "mlflow.user", value = "ada" }] });

    static async Task<string> RunAsync(TrackingServer server)
    {
        var answer = await server.PostAsync("/runs/create", new { experiment_id = "0", start_time = 1 });
        return answer.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!; // a run has an id
    }

    // Ten metrics, of which a batch has one point or a hundred each; no point comes twice. A batch of a history is of one metric.
    static Func<long, byte[]> Batch(string run, int points) => n => JsonSerializer.SerializeToUtf8Bytes(new
    {
        run_id = run,
        metrics = Enumerable.Range(0, points).Select(i => new { key = $"loss-{(points > 10 ? 0 : i)}", value = 1.0 / (n + i + 1), timestamp = 1_700_000_000_000 + n, step = n * points + i }),
    });

    static Func<long, byte[]> Page(string experiment)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { experiment_ids = (string[])[experiment], max_results = 50, order_by = (string[])["attributes.start_time DESC"] });
        return _ => body;
    }

    static string? PeersFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, ".peers") is var peers && File.Exists(Path.Combine(peers, "bin/mlflow"))) return peers;
        return null;
    }
}
