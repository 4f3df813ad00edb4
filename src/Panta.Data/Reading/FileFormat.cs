namespace Panta.Data.Reading;

/// <summary>The formats of files that are read.</summary>
public enum FileFormat
{
    /// <summary>Text with delimiters: <c>.csv</c>, <c>.tsv</c>, <c>.txt</c>, <c>.data</c>, also with <c>.gz</c> or <c>.zst</c> after it.</summary>
    Csv,

    /// <summary>Parquet: <c>.parquet</c>.</summary>
    Parquet,

    /// <summary>
    /// A JSON object a line, or an array of objects: <c>.json</c>, <c>.jsonl</c>, <c>.ndjson</c>, also with <c>.gz</c> or <c>.zst</c> after it.
    /// </summary>
    Json,
}
