using Panta.Tracking.Artifacts;

namespace Panta.Server.Pages;

/// <summary>Lists the files below an artifact URI, folder by folder, up to a bound.</summary>
static class ArtifactTree
{
    /// <summary>The most files and folders listed.</summary>
    public const int Most = 500;

    const int Deepest = 20;

    /// <summary>Path, bytes (null for a folder) of each, a folder before what is in it; nothing where this server does not keep the files.</summary>
    public static IReadOnlyList<(string Path, long? Bytes)> Of(ArtifactStore artifacts, string uri)
    {
        var files = new List<(string Path, long? Bytes)>();
        if (artifacts.PathOf(uri) is { } root) Walk(artifacts, root, "", 0, files);
        return files;
    }

    static void Walk(ArtifactStore artifacts, string root, string below, int depth, List<(string Path, long? Bytes)> files)
    {
        foreach (var entry in artifacts.List(below.Length == 0 ? root : $"{root}/{below}").OrderBy(entry => !entry.IsFolder)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (files.Count >= Most) return;
            var path = below.Length == 0 ? entry.Name : $"{below}/{entry.Name}";
            files.Add((path, entry.IsFolder ? null : entry.Size ?? 0));
            if (entry.IsFolder && depth < Deepest) Walk(artifacts, root, path, depth + 1, files);
        }
    }
}
