using System.Diagnostics;

namespace Panta.Tracking.Tests.Stores;

/// <summary>Starts this test program as a process of its own: <see cref="Writer"/>.</summary>
static class ChildProcess
{
    public static Process Start(IEnumerable<string> before, params string[] arguments)
    {
        string[] command = [.. before, Environment.ProcessPath!, "exec", typeof(Writer).Assembly.Location, .. arguments];
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.Ordinal))
            command = [.. before, "dotnet", "exec", typeof(Writer).Assembly.Location, .. arguments];

        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
