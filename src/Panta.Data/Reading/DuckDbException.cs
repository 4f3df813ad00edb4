namespace Panta.Data.Reading;

/// <summary>DuckDB refused or could not finish a statement. The message is DuckDB's own.</summary>
/// <param name="message">What DuckDB said.</param>
/// <param name="sql">The statement.</param>
/// <param name="inner">What led to it. Default null.</param>
public sealed class DuckDbException(string message, string sql, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Gets the statement; empty where there was none.</summary>
    public string Sql { get; } = sql;

    /// <summary>Gets the first line of the message: what follows it are candidates, settings and advice.</summary>
    public string Sentence => Message.Split('\n')[0].Trim();

    const string OutOfMemory = "Out of Memory Error: ";

    // DuckDB repeats the statement below its message ("LINE 1: … ^"); the statement is in Sql already.
    internal static DuckDbException Of(string? message, string sql)
    {
        var text = message ?? "DuckDB failed and gave no reason.";
        if (text.StartsWith(OutOfMemory, StringComparison.Ordinal))
            return new(
                $"{text.Split('\n')[0].Trim()}. Allow DuckDB more memory (PANTA_MEMORY_LIMIT, or MemoryLimit where it was opened) or fewer threads (PANTA_THREADS).",
                sql);

        var end = text.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        return new((end < 0 ? text : text[..end]).Trim(), sql);
    }
}
