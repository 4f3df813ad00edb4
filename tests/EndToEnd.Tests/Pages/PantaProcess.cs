using System.Collections.Concurrent;
using System.Diagnostics;

namespace Panta.Tests.Pages;

/// <summary>The real server as a process of its own, which can be killed and started again on the same port and data folder.</summary>
sealed class PantaProcess : IAsyncDisposable
{
    readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("panta-pages-");
    readonly IReadOnlyDictionary<string, string> _environment;
    readonly string[] _database;
    readonly ConcurrentQueue<string> _said = [];
    Process _process = new();
    int _port; // a free one at the first start, and the same ever after

    PantaProcess(IReadOnlyDictionary<string, string> environment, string? database) =>
        (_environment, _database) = (environment, database is null ? [] : ["--database", database]);

    public HttpClient Client { get; } = new();

    public string Data => _data.FullName;

    public int ProcessId => _process.Id;

    /// <summary>All that it wrote, to either stream, a line each.</summary>
    public IReadOnlyCollection<string> Said => _said;

    /// <summary>The most memory that the process had at once, in bytes.</summary>
    public long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public string Address => $"http://127.0.0.1:{_port}";

    /// <summary>Starts it.</summary>
    /// <param name="environment">Variables besides those of the tests. Default null: none.</param>
    /// <param name="database">The PostgreSQL database that keeps its metadata. Default null: in its folder.</param>
    public static async Task<PantaProcess> StartAsync(IReadOnlyDictionary<string, string>? environment = null, string? database = null)
    {
        var server = new PantaProcess(environment ?? new Dictionary<string, string>(), database);
        await server.LaunchAsync();
        server.Client.BaseAddress = new(server.Address);
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
        await LaunchAsync();
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

    // Ready is what says so itself: another program may have taken the port meanwhile, and answer there.
    async Task LaunchAsync()
    {
        const string Ready = "Panta is ready at http://127.0.0.1:";
        var ready = new TaskCompletionSource<int>();
        _process = Run(_environment, ["server", "--port", $"{_port}", "--data", _data.FullName, .. _database]);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The server ended: {string.Join('\n', _said.TakeLast(5))}"));
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        _port = await ready.Task.WaitAsync(TimeSpan.FromSeconds(60));

        void Hear(string? line)
        {
            if (line is null) return;

            _said.Enqueue(line);
            if (line.StartsWith(Ready, StringComparison.Ordinal)) ready.TrySetResult(int.Parse(string.Concat(line[Ready.Length..].TakeWhile(char.IsDigit))));
        }
    }
}
