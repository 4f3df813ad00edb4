using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Panta.Mlflow.Benchmarks;

/// <summary>A tracking server as a process of its own, on an SQLite file.</summary>
sealed class TrackingServer : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly Process _process;
    readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(10) };

    TrackingServer(string name, Process process, string address, TimeSpan ready)
    {
        Name = name;
        Address = address;
        Ready = ready;
        _process = process;
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>From the start of the process until it answered.</summary>
    public TimeSpan Ready { get; }

    public static Task<TrackingServer> PantaAsync(string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "panta.dll");
        return StartAsync("Panta", port => new("dotnet", [program, "server", "--port", $"{port}", "--data", folder]));
    }

    /// <summary>
    /// The original, with one worker: with more, its sockets wait 40 ms for each delayed acknowledgement on a kept connection, and SQLite lets one write at a time anyway.
    /// </summary>
    public static Task<TrackingServer> MlflowAsync(string environment, string folder) => StartAsync("MLflow", port => new(
        Path.Combine(environment, "bin/mlflow"),
        ["server", "--port", $"{port}", "--workers", "1", "--backend-store-uri", $"sqlite:///{folder}/mlflow.db", "--artifacts-destination", $"{folder}/artifacts"])
    {
        Environment = { ["MLFLOW_DISABLE_TELEMETRY"] = "true" },
    });

    /// <summary>The memory of the process and of those it started, in MB.</summary>
    public double ResidentMegabytes => Family(_process.Id).Sum(Resident) / 1024.0;

    /// <summary>Posts an object and answers with the object of the answer.</summary>
    public async Task<JsonElement> PostAsync(string call, object fields)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(fields));
        content.Headers.ContentType = new("application/json");
        using var response = await _client.PostAsync($"{Address}/api/2.0/mlflow{call}", content);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{Name} answered {call} with {(int)response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public Task<Stream> ReadAsync(string call) => _client.GetStreamAsync($"{Address}/api/2.0/mlflow{call}");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    static async Task<TrackingServer> StartAsync(string name, Func<int, ProcessStartInfo> command)
    {
        var port = FreePort();
        var start = command(port);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var log = new StringBuilder();
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        process.OutputDataReceived += (_, line) => log.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var client = new HttpClient();
        while (watch.Elapsed < Patience && !process.HasExited)
        {
            if (await AnswersAsync(client, $"http://127.0.0.1:{port}/health")) return new(name, process, $"http://127.0.0.1:{port}", watch.Elapsed);
            await Task.Delay(10);
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"{name} did not answer: {log}");
    }

    static async Task<bool> AnswersAsync(HttpClient client, string url)
    {
        try
        {
            using var response = await client.GetAsync(url);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static List<int> Family(int process)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)) // numbers, by the filter
            .Select(id => (Id: id, Parent: Status(id, "PPid"))).ToLookup(each => each.Parent, each => each.Id);
        var family = new List<int> { process };
        for (var i = 0; i < family.Count; i++) family.AddRange(parents[family[i]]);
        return family;
    }

    static long Resident(int process) => Status(process, "VmRSS");

    static int Status(int process, string field)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(field + ":", StringComparison.Ordinal));
            return line is null ? 0 : int.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it ended meanwhile
        }
    }
}
