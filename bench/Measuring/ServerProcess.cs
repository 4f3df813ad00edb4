using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Panta.Measuring;

/// <summary>A server as a process of its own.</summary>
sealed class ServerProcess : IDisposable
{
    const int ClockTicks = 100; // a second, in /proc

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly Process _process;

    ServerProcess(Process process, Uri address, TimeSpan ready)
    {
        _process = process;
        Address = address;
        Ready = ready;
    }

    public Uri Address { get; }

    /// <summary>From the start of the process until it answered.</summary>
    public TimeSpan Ready { get; }

    /// <summary>The memory of the process and of those it started, in MB.</summary>
    public double ResidentMegabytes => Family().Sum(id => Status(id, "VmRSS")) / 1024.0;

    /// <summary>The process's own memory in MB: without files, which the system maps into it and takes back.</summary>
    public double OwnMegabytes => Status(_process.Id, "RssAnon") / 1024.0;

    /// <summary>The time that the process and those it started have computed.</summary>
    public TimeSpan Computed => TimeSpan.FromSeconds(Family().Sum(Ticks) / (double)ClockTicks);

    /// <summary>How the program of this tree is called.</summary>
    public static ProcessStartInfo Panta(params IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return new(host, [Path.Combine(AppContext.BaseDirectory, "panta.dll"), .. arguments]);
    }

    /// <summary>Starts a server on a free port and waits until <c>/health</c> answers.</summary>
    public static async Task<ServerProcess> StartAsync(Func<int, ProcessStartInfo> command)
    {
        var port = FreePort();
        var start = command(port);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var log = new StringBuilder();
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.OutputDataReceived += (_, line) => log.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => log.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var client = new HttpClient();
        while (watch.Elapsed < Patience && !process.HasExited)
        {
            if (await AnswersAsync(client, $"http://127.0.0.1:{port}/health")) return new(process, new($"http://127.0.0.1:{port}"), watch.Elapsed);
            await Task.Delay(5);
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"{start.FileName} did not answer: {log}");
    }

    /// <summary>
    /// Waits until the server rests: what it starts in the background (the original starts helpers that load for seconds after it answers) would be measured too.
    /// </summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> SettleAsync()
    {
        var watch = Stopwatch.StartNew();
        for (var before = Computed; watch.Elapsed < Patience; before = Computed)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            if (Computed - before < TimeSpan.FromMilliseconds(50)) break;
        }

        return watch.Elapsed;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
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

    List<int> Family()
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)) // numbers, by the filter
            .Select(id => (Id: id, Parent: (int)Status(id, "PPid"))).ToLookup(each => each.Parent, each => each.Id);
        var family = new List<int> { _process.Id };
        for (var i = 0; i < family.Count; i++) family.AddRange(parents[family[i]]);
        return family;
    }

    static long Ticks(int process)
    {
        var fields = TryRead($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return fields.Length > 12 ? long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture) : 0;
    }

    static long Status(int process, string field)
    {
        var line = TryRead($"/proc/{process}/status").Split('\n').FirstOrDefault(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    static string TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }
}
