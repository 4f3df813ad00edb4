namespace Panta.Tests;

/// <summary>
/// Where the folder of real data, golden numbers and peers is: <c>PANTA_SHARED</c>, else <c>shared</c> beside the checkout.
/// Tests that need it are <see cref="SharedFactAttribute"/> or <see cref="SharedTheoryAttribute"/> and are skipped where it is absent.
/// </summary>
static class Shared
{
    public static string Root { get; } = Find();

    public static bool Exists { get; } = Directory.Exists(Root);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    static string Find()
    {
        if (Environment.GetEnvironmentVariable("PANTA_SHARED") is { Length: > 0 } given) return given;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Panta.slnx")))
                return System.IO.Path.Combine(folder.Parent?.FullName ?? "/", "shared");

        return System.IO.Path.GetFullPath("../shared");
    }
}

/// <summary>A test that needs the shared folder: skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string path)
    {
        if (!File.Exists(Shared.Path(path)) && !Directory.Exists(Shared.Path(path))) Skip = $"needs '{path}' in the shared folder; set PANTA_SHARED";
    }
}

/// <summary>A theory that needs the shared folder: skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string path)
    {
        if (!File.Exists(Shared.Path(path)) && !Directory.Exists(Shared.Path(path))) Skip = $"needs '{path}' in the shared folder; set PANTA_SHARED";
    }
}
