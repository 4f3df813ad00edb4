using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Panta.Cli.Demo;

/// <summary>
/// <c>panta server</c> as a child process, started again whenever it dies, until it is stopped. What it writes to standard error is kept for messages.
/// </summary>
sealed partial class ServerProcess : IAsyncDisposable
{
    const int SigTerm = 15;
    const int Attempts = 3;
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    readonly string _folder;
    readonly TimeProvider _time;
    readonly CancellationTokenSource _stop = new();
    readonly Lock _gate = new();
    readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task _watch;
    Process? _process;
    string _said = "";
    int _port; // as it was asked for; from the first answer on, the one that it got
    volatile bool _answered;

    ServerProcess(int port, string folder, TimeProvider time)
    {
        (_port, _folder, _time) = (port, folder, time);
        _watch = WatchAsync();
    }

    /// <summary>Gets where it answers, also when it was started again.</summary>
    public Uri Address => _ready.Task.Result;

    /// <summary>Gets how often the server had to be started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Starts the server and waits until it answers. Port 0 takes a free one, and keeps it.</summary>
    /// <exception cref="InvalidOperationException">It does not start; the message is its own.</exception>
    public static async Task<ServerProcess> StartAsync(int port, string folder, TimeProvider time, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var server = new ServerProcess(port, folder, time);
        using (cancel.Register(() => server._ready.TrySetCanceled(cancel)))
        {
            try
            {
                await server._ready.Task;
                return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;

        await _stop.CancelAsync();
        Signal(running => _ = Kill(running.Id, SigTerm));
        if (await Task.WhenAny(_watch, Task.Delay(StopLimit, _time)) != _watch) Signal(running => running.Kill(entireProcessTree: true));

        await _watch;
        _stop.Dispose();
    }

    void Signal(Action<Process> signal)
    {
        lock (_gate)
        {
            if (_process is { HasExited: false } running) signal(running);
        }
    }

    async Task WatchAsync()
    {
        for (var failed = 0; !_stop.IsCancellationRequested;)
        {
            _answered = false;
            await Start().WaitForExitAsync(CancellationToken.None);
            lock (_gate)
            {
                _process!.Dispose();
                _process = null;
            }

            if (_stop.IsCancellationRequested) return;

            // A server that died at work is started again for ever; one that does not even start is given up.
            failed = _answered ? 0 : failed + 1;
            if (!_ready.Task.IsCompleted || failed >= Attempts)
            {
                _ready.TrySetException(new InvalidOperationException(_said.Length > 0 ? _said : "The server ended at once and said nothing."));
                return;
            }

            Restarts++;
        }
    }

    Process Start()
    {
        var (program, prefix) = Self();
        string[] arguments =
            ["server", "--port", $"{_port}", "--data", _folder, "--log-level", "warning", "--log-file", Path.Combine(_folder, "server.log")];
        var start = new ProcessStartInfo(program, [.. prefix, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' could not be started.");
        process.OutputDataReceived += (_, line) =>
        {
            if (Place().Match(line.Data ?? "") is not { Success: true } place) return;

            var address = new Uri(place.Value);
            _port = address.Port;
            _answered = true;
            _ready.TrySetResult(address);
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not { Length: > 0 } text) return;

            _said = text.StartsWith("panta: ", StringComparison.Ordinal) ? text[7..] : text;
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        lock (_gate) _process = process;
        return process;
    }

    // The program itself: an executable, or an assembly that the shared runtime runs.
    static (string Program, string[] Prefix) Self()
    {
        var host = Environment.ProcessPath ?? "panta";
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? (host, [Path.Combine(AppContext.BaseDirectory, "panta.dll")]) : (host, []);
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Place();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
