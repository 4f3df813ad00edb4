using System.Text.RegularExpressions;
using Panta.Tracking.Artifacts;

namespace Panta.Tracking.Transfers;

/// <summary>Files of runs and models on this machine: paths, <c>file:</c> URIs, and <c>mlflow-artifacts:/</c> where its folder is known.</summary>
/// <param name="root">The folder of <c>mlflow-artifacts:/</c>; null for unknown.</param>
sealed partial class LocalFiles(string? root)
{
    static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    public bool Reaches(string uri) => FolderOf(uri) is not null;

    public bool Has(string location) => FolderOf(location) is { } folder && Directory.Exists(folder);

    /// <summary>
    /// The files under a URI that lies as MLflow lays it, <c>…/ID/artifacts</c>: a store that names another folder of this machine gets nothing of it.
    /// </summary>
    public IEnumerable<MovedFile> List(string uri)
    {
        if (FolderOf(uri) is not { } folder || !Laid().IsMatch(folder) || !Directory.Exists(folder)) return [];

        return Directory.EnumerateFiles(folder, "*", Everything)
            .Select(file => new MovedFile(Path.GetRelativePath(folder, file), new FileInfo(file).Length));
    }

    public FileStream Open(string uri, string path) => new(
        Path.Combine(FolderOf(uri) ?? "", path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan);

    /// <summary>Whether a URI is of a server's own files.</summary>
    public static bool IsProxied(string uri) => uri.StartsWith("mlflow-artifacts:", StringComparison.OrdinalIgnoreCase);

    string? FolderOf(string uri)
    {
        if (IsProxied(uri))
            return root is not null && ArtifactPath.OfUri(uri) is { } inside ? Path.Combine(Path.GetFullPath(root), inside) : null;
        if (uri.StartsWith('/')) return Path.TrimEndingDirectorySeparator(Path.GetFullPath(uri));
        return Uri.TryCreate(uri, UriKind.Absolute, out var address) && address.IsFile && address.Host.Length == 0
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(address.LocalPath)) : null;
    }

    [GeneratedRegex(@"/(m-)?[0-9a-f]{32}/artifacts\z")]
    private static partial Regex Laid();
}
