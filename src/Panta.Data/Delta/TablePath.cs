namespace Panta.Data.Delta;

/// <summary>Paths as the log has them, which come from outside: they must stay below the table.</summary>
static class TablePath
{
    /// <summary>The path relative to the table, or null where it leads out of it.</summary>
    /// <param name="table">The table's folder, as a full path.</param>
    /// <param name="path">A decoded path: relative, or absolute within the table.</param>
    public static string? Of(string table, string path)
    {
        if (path.Length == 0 || LeadsOut(path)) return null;

        var root = table.TrimEnd('/') + "/";
        foreach (var prefix in (ReadOnlySpan<string>)["file://", "file:", ""])
            if (path.StartsWith(prefix + root, StringComparison.Ordinal) && path.Length > prefix.Length + root.Length) return path[(prefix.Length + root.Length)..];

        return IsAbsolute(path) ? null : path;
    }

    /// <summary>Whether a path goes up, or is cut short for whoever ends texts at a NUL.</summary>
    public static bool LeadsOut(string path) => 
        path.Contains('\0', StringComparison.Ordinal) || path.Contains("..", StringComparison.Ordinal) && path.Split('/', '\\').Contains("..");

    /// <summary>Whether a path is a URI with a scheme, or begins at the root.</summary>
    public static bool IsAbsolute(string path) =>
        path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal) && Uri.TryCreate(path, UriKind.Absolute, out _);
}
