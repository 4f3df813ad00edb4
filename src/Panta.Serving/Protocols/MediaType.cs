namespace Panta.Serving.Protocols;

/// <summary>The forms in which rows to score may come.</summary>
public enum MediaType
{
    /// <summary><c>application/json</c>.</summary>
    Json,

    /// <summary><c>text/csv</c>, with a row of names.</summary>
    Csv,

    /// <summary><c>application/vnd.apache.parquet</c>.</summary>
    Parquet,
}
