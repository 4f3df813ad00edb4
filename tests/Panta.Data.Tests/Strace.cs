using System.Diagnostics;

namespace Panta.Data.Tests;

/// <summary>Sees a child's system calls, or makes them fail.</summary>
static class Strace
{
    /// <summary>False where strace is missing or ptrace is forbidden.</summary>
    public static bool Works { get; } = Try();

    public static string[] Words(string output, string calls) => ["strace", "-f", "-qq", "-y", "-s", "200", "-o", output, "-e", $"trace={calls}"];

    /// <summary>The calls in the order in which they returned, without the process ids; paths stand behind descriptors as in <c>fsync(5&lt;/path&gt;)</c>.</summary>
    public static IEnumerable<string> Calls(string output)
    {
        var unfinished = new Dictionary<string, string>();
        foreach (var line in File.ReadLines(output))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (thread, call) = (line[..space], line[space..].TrimStart());
            if (call.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                unfinished[thread] = call[..^"<unfinished ...>".Length].TrimEnd();

                // A write reaches its reader when it begins, at the latest; an fsync counts when it has returned.
                if (call.StartsWith("write(", StringComparison.Ordinal)) yield return call;
                continue;
            }

            if (call.StartsWith("<... ", StringComparison.Ordinal) && unfinished.Remove(thread, out var begun))
            {
                if (!begun.StartsWith("write(", StringComparison.Ordinal)) yield return begun + call[(call.IndexOf("resumed>", StringComparison.Ordinal) + 8)..];
                continue;
            }

            yield return call;
        }
    }

    static bool Try()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-qq", "-o", "/dev/null", "true"]) { RedirectStandardError = true });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that traces a child: skipped, with the reason, where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute()
    {
        if (!Strace.Works) Skip = "needs strace, and ptrace allowed";
    }
}
