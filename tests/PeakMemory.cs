using System.Globalization;

namespace Panta.Tests;

/// <summary>The most memory that this process had at once, as the system counts it: heap, native memory, and the parts of libraries that were touched.</summary>
static class PeakMemory
{
    public static long Bytes() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
