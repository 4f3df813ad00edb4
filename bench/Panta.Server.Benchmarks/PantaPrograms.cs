using System.Diagnostics;
using Panta.Measuring;

namespace Panta.Server.Benchmarks;

/// <summary>The real program: it fills a folder, then serves it as a process of its own.</summary>
sealed class PantaPrograms : IDisposable
{
    readonly ServerProcess _server;

    PantaPrograms(ServerProcess server) => _server = server;

    /// <summary>Where the server that was started last listens.</summary>
    public static string Address { get; private set; } = "";

    /// <summary>The server's own memory in MB: without the database's pages, which the system maps into it and takes back.</summary>
    public double Memory => _server.OwnMegabytes;

    /// <summary>Fills the folder with runs and answers how long that took.</summary>
    public static async Task<TimeSpan> FillAsync(string folder, int runs)
    {
        var began = Stopwatch.GetTimestamp();
        var start = ServerProcess.Panta("demo", "--runs", $"{runs}", "--exit", "--port", "0", "--data", folder);
        start.RedirectStandardOutput = true;
        using var filler = Process.Start(start) ?? throw new InvalidOperationException("panta could not be started.");
        filler.BeginOutputReadLine();
        await filler.WaitForExitAsync();
        return filler.ExitCode == 0 ? Stopwatch.GetElapsedTime(began) : throw new InvalidOperationException($"panta demo ended with exit code {filler.ExitCode}.");
    }

    public static async Task<PantaPrograms> ServeAsync(string folder)
    {
        var server = await ServerProcess.StartAsync(port => ServerProcess.Panta("server", "--port", $"{port}", "--data", folder, "--log-level", "warning"));
        Address = server.Address.ToString().TrimEnd('/');
        return new(server);
    }

    public void Dispose() => _server.Dispose();
}
