namespace Panta.Tests;

/// <summary>A rule that names everything that breaks it, not only the first few.</summary>
static class Offenders
{
    public static void None(IEnumerable<string?> offenders)
    {
        var found = offenders.ToArray();
        Assert.True(found.Length == 0, $"{found.Length} break this rule:\n  {string.Join("\n  ", found)}");
    }
}
