using System.ComponentModel;
using System.Diagnostics;

namespace Panta.Tracking.Tests.Stores;

/// <summary>A test under strace; skipped, with the reason, where strace is missing or ptrace is forbidden.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class TraceFactAttribute : FactAttribute
{
    static readonly Lazy<string?> Reason = new(Try);

    public TraceFactAttribute() => Skip = Reason.Value;

    static string? Try()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "ptrace is forbidden here";
        }
        catch (Win32Exception)
        {
            return "strace is not installed";
        }
    }
}
