using System.Diagnostics;

namespace Panta.Server.Benchmarks;

/// <summary>The real program: it fills a folder, then serves it as a process of its own.</summary>
sealed class PantaPrograms : IDisposable
{
    const int Port = 5396;

    readonly Process _server;

    PantaPrograms(Process server) => _server = server;

    public static string Address => $"http://127.0.0.1:{Port}";

    /// <summary>The server's own memory in MB: without the database's pages, which the system maps into it and takes back.</summary>
    public double Memory
    {
        get
        {
            var own = File.ReadLines($"/proc/{_server.Id}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            return double.Parse(own.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) / 1000;
        }
    }

    /// <summary>Fills the folder with runs and answers how long that took.</summary>
    public static async Task<TimeSpan> FillAsync(string folder, int runs)
    {
        var began = Stopwatch.GetTimestamp();
        using var filler = Start("demo", "--runs", $"{runs}", "--exit", "--port", $"{Port}", "--data", folder);
        await filler.WaitForExitAsync();
        return filler.ExitCode == 0 ? Stopwatch.GetElapsedTime(began) : throw new InvalidOperationException($"panta demo ended with exit code {filler.ExitCode}.");
    }

    public static async Task<PantaPrograms> ServeAsync(string folder)
    {
        var server = Start("server", "--port", $"{Port}", "--data", folder, "--log-level", "warning");
        using var client = new HttpClient();
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                if ((await client.GetAsync($"{Address}/health")).IsSuccessStatusCode) return new(server);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100); // not listening yet
            }
        }

        throw new InvalidOperationException("The server did not answer within 30 s.");
    }

    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.Dispose();
    }

    static Process Start(params string[] arguments)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "panta.dll"), .. arguments]) { RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("panta could not be started.");
        process.BeginOutputReadLine();
        return process;
    }
}
