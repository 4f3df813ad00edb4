using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Panta.Tests.Pages;

/// <summary>The real server as a process of its own, which can be killed and started again on the same port and data folder.</summary>
sealed class PantaProcess : IAsyncDisposable
{
    readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("panta-pages-");
    readonly int _port = FreePort();
    readonly IReadOnlyDictionary<string, string> _environment;
    readonly ConcurrentQueue<string> _said = [];
    Process _process;

    PantaProcess(IReadOnlyDictionary<string, string> environment)
    {
        _environment = environment;
        Client = new() { BaseAddress = new($"http://127.0.0.1:{_port}") };
        _process = Launch();
    }

    public HttpClient Client { get; }

    public string Data => _data.FullName;

    public int ProcessId => _process.Id;

    /// <summary>All that it wrote, to either stream, a line each.</summary>
    public IReadOnlyCollection<string> Said => _said;

    public string Address => $"http://127.0.0.1:{_port}";

    /// <summary>Starts it.</summary>
    /// <param name="environment">Variables besides those of the tests. Default null: none.</param>
    public static async Task<PantaProcess> StartAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var server = new PantaProcess(environment ?? new Dictionary<string, string>());
        await server.ReadyAsync();
        return server;
    }

    /// <summary>Ends the process as a power cut would: no signal it could handle.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _process = Launch();
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    /// <summary>Runs a command of the program.</summary>
    public static Process Run(params string[] arguments) => Run(new Dictionary<string, string>(), arguments);

    static Process Run(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "panta.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
    }

    Process Launch()
    {
        var process = Run(_environment, "server", "--port", $"{_port}", "--data", _data.FullName);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    void Keep(string? line)
    {
        if (line is not null) _said.Enqueue(line);
    }

    async Task ReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The server ended with exit code {_process.ExitCode}.");
            try
            {
                if ((await Client.GetAsync("/health", limit.Token)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(50, limit.Token);
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
