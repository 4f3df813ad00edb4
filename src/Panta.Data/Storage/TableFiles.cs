namespace Panta.Data.Storage;

/// <summary>Finds the storage of a table by its path.</summary>
static class TableFiles
{
    /// <summary>The files of a table.</summary>
    /// <param name="path">A folder of this machine, or <c>s3://bucket/prefix</c>.</param>
    /// <param name="s3">How S3 is reached. Default: by the environment.</param>
    /// <exception cref="ArgumentException">It is an address of another kind, or a wrong one.</exception>
    public static ITableFiles At(string path, S3Options? s3 = null)
    {
        if (S3Address.Is(path)) return new S3Folder(S3Address.Parse(path), S3Client.Of(s3 ?? new()));

        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        return scheme > 0 && path.AsSpan(0, scheme).IndexOfAny('/', '.') < 0
            ? throw new ArgumentException($"'{path}': tables are in a folder or at s3://bucket/prefix; '{path[..scheme]}' is not supported.", nameof(path))
            : new LocalFolder(path);
    }
}
