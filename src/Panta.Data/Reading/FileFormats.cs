namespace Panta.Data.Reading;

/// <summary>Formats by extensions.</summary>
static class FileFormats
{
    /// <summary>The format of a file.</summary>
    /// <exception cref="FileReadException">The extension is none of a format that is known.</exception>
    public static FileFormat Of(string path) => TryOf(path) ?? throw new FileReadException(path, null,
        $"its extension '{Extension(path)}' is not known. Allowed: .csv, .tsv, .txt, .data, .parquet, .json, .jsonl, .ndjson, of text also "
        + "with .gz or .zst after it; or read it by Read.Csv, Read.Parquet or Read.Json.");

    /// <summary>The format of a file; null where its extension is none of a format that is known.</summary>
    public static FileFormat? TryOf(string path) => Extension(path).ToLowerInvariant() switch
    {
        ".csv" or ".tsv" or ".txt" or ".data" => FileFormat.Csv,
        ".parquet" => FileFormat.Parquet,
        ".json" or ".jsonl" or ".ndjson" => FileFormat.Json,
        _ => null,
    };

    static string Extension(string path) => Path.GetExtension(
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(path) : path);
}
