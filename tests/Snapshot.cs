using System.Runtime.CompilerServices;

namespace Panta.Tests;

/// <summary>Holds what was rendered against the approved text beside the test; APPROVE=1 writes it anew.</summary>
static class Snapshot
{
    public static void Match(string actual, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var approved = Path.ChangeExtension(file, $"{test}.approved.txt");
        if (Environment.GetEnvironmentVariable("APPROVE") == "1") File.WriteAllText(approved, actual);
        Assert.Equal(File.Exists(approved) ? File.ReadAllText(approved) : "", actual);
    }
}
