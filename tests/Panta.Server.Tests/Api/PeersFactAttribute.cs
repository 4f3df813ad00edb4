using Panta.Tests;

namespace Panta.Server.Tests.Api;

/// <summary>A test that needs the Python environment with MLflow (<c>.peers</c> at the repository's root); skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PeersFactAttribute : FactAttribute
{
    public PeersFactAttribute()
    {
        if (Python is null) Skip = "needs the Python environment '.peers' at the repository's root; the shared folder's peers/install makes it";
        else if (!Shared.Exists) Skip = "needs the shared folder; set PANTA_SHARED";
    }

    /// <summary>The environment's Python; null where there is none.</summary>
    public static string? Python { get; } = Find();

    static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Panta.slnx")))
                return Path.Combine(folder.FullName, ".peers/bin/python") is var python && File.Exists(python) ? python : null;

        return null;
    }
}
