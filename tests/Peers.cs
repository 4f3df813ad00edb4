using System.Diagnostics;

namespace Panta.Tests;

/// <summary>The Python environment of peers at the root of the checkout, where it is installed.</summary>
static class Peers
{
    public static string? Python { get; } = Find();

    /// <summary>Runs a script and gives what it printed.</summary>
    public static async Task<string> RunAsync(string script, params string[] args)
    {
        // Python's own threads may still run when it ends, and then abort it: what it printed is what counts.
        var ending = "\nimport os, sys\nsys.stdout.flush()\nos._exit(0)\n";
        using var process = Process.Start(new ProcessStartInfo(Python!, ["-c", script + ending, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, ".peers/bin/python") is var python && File.Exists(python)) return python;

        return null;
    }
}

/// <summary>A test against a Python peer: skipped, with the reason, where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PeersFactAttribute : FactAttribute
{
    public PeersFactAttribute()
    {
        if (Peers.Python is null) Skip = "needs the Python peers in '.peers' at the root";
    }
}
