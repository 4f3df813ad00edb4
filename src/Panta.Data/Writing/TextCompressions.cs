namespace Panta.Data.Writing;

/// <summary>Compressions as DuckDB calls them.</summary>
static class TextCompressions
{
    /// <summary>The value of COPY's setting.</summary>
    public static string Setting(TextCompression compression, string path) => compression switch
    {
        TextCompression.Gzip => "gzip",
        TextCompression.Zstandard => "zstd",
        TextCompression.ByExtension when path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) => "gzip",
        TextCompression.ByExtension when path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) => "zstd",
        _ => "none",
    };
}
