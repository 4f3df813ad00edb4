using System.Text;

namespace Panta.Tracking.Artifacts;

/// <summary>Paths of artifacts: relative, with slashes, inside their folder. What leaves it is refused with MLflow's words, which clients compare.</summary>
public static class ArtifactPath
{
    const string Invalid = "Invalid path";
    const string Scheme = "mlflow-artifacts:";
    const int DecodeLimit = 10;
    const int LongestName = 255;  // bytes, what file systems take
    const int LongestPath = 3000; // bytes, so that the store's own folder fits before it

    /// <summary>A path in its plain form: no empty segments, no <c>.</c>, no slash at the ends; empty for the folder itself.</summary>
    /// <param name="path">As a client gave it, percent-decoded once.</param>
    /// <exception cref="ArgumentException">
    /// It is longer than file systems take; or it is absolute, has <c>..</c>, a backslash, <c>#</c> or NUL, plain or percent-encoded: the message is then exactly
    /// <c>Invalid path</c>.
    /// </exception>
    public static string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        var decoded = path;
        for (var round = 0; ; round++)
        {
            RequireSafe(decoded);
            var next = Uri.UnescapeDataString(decoded);
            if (next == decoded) break;
            if (round == DecodeLimit) throw new ArgumentException(Invalid);
            decoded = next;
        }

        RequireShort(path);
        return string.Join('/', path.Split('/').Where(s => s is not ("" or ".")));
    }

    /// <summary>
    /// The store's path of an artifact URI, as in <c>0/RUN/artifacts</c> of <c>mlflow-artifacts:/0/RUN/artifacts</c>; null for files kept elsewhere.
    /// </summary>
    /// <param name="uri">An artifact URI; a host in it is this server's.</param>
    /// <exception cref="ArgumentException">The path in it leaves the store.</exception>
    public static string? OfUri(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;

        var rest = uri[Scheme.Length..];
        if (!rest.StartsWith("//", StringComparison.Ordinal)) return Normalize(rest.TrimStart('/'));

        var slash = rest.IndexOf('/', 2);
        return slash < 0 ? "" : Normalize(rest[slash..].TrimStart('/'));
    }

    static void RequireShort(string path)
    {
        var longest = path.Split('/').Max(Encoding.UTF8.GetByteCount);
        if (longest > LongestName || Encoding.UTF8.GetByteCount(path) > LongestPath)
            throw new ArgumentException($"The artifact path '{path[..Math.Min(40, path.Length)]}…' is too long: a name takes at most {LongestName} bytes, a path {LongestPath}.");
    }

    static void RequireSafe(string path)
    {
        var absolute = path.StartsWith('/') || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
            || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
        if (absolute || path.AsSpan().ContainsAny("\\#\0") || path.Contains("%2e", StringComparison.OrdinalIgnoreCase) || path.Split('/').Contains(".."))
            throw new ArgumentException(Invalid);
    }
}
