using System.Diagnostics;
using System.Text.Json;
using Panta.Tests;

namespace Panta.Learning.Benchmarks;

/// <summary>The peers' side: a Python script run in <c>.peers</c> at the root of the checkout; nothing where that is not installed.</summary>
static class Peers
{
    public static IReadOnlyList<Peer> Run(int rows, IEnumerable<string> cases)
    {
        var root = Root();
        var python = Path.Combine(root, ".peers", "bin", "python");
        var generator = Shared.Path("peers/bench");
        if (!File.Exists(python) || !Directory.Exists(generator))
        {
            Console.WriteLine($"No peers: '{python}' or '{generator}' is not there. Install them to compare.");
            return [];
        }

        var names = cases.SelectMany(name => (string[])[$"{name} lightgbm", $"{name} sklearn"]);
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "peers.py"), generator, $"{rows}", $"{Environment.ProcessorCount}", .. names];
        using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return [.. lines.Select(line => JsonSerializer.Deserialize<Peer>(line, JsonSerializerOptions.Web)!)];
    }

    static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Panta.slnx")))
                return folder.FullName;
        return Directory.GetCurrentDirectory();
    }
}

/// <summary>A peer's case: seconds to fit, and the metric on held-out rows.</summary>
sealed record Peer(string Name, double Seconds, double Metric);
