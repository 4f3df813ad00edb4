namespace Panta.Data.Reading;

/// <summary>The characters by which CSV text is parted, and what stands before its rows.</summary>
/// <param name="Delimiter">Between values.</param>
/// <param name="Quote">Around values; null: none.</param>
/// <param name="Escape">Before a quote inside quotes.</param>
/// <param name="Comment">Begins a comment; null: none.</param>
/// <param name="MaxRowBytes">The longest record.</param>
sealed record CsvDialect(byte Delimiter, byte? Quote, byte Escape, byte? Comment, int MaxRowBytes)
{
    /// <summary>The dialect of options with a delimiter decided.</summary>
    public static CsvDialect Of(CsvOptions options, char delimiter) =>
        new((byte)delimiter, (byte?)options.Quote, (byte)options.Escape, (byte?)options.Comment, options.MaxRowBytes);
}

/// <summary>How lines end; a file may mix.</summary>
[Flags]
enum LineEnds
{
    None = 0,
    LineFeed = 1,
    CarriageReturnLineFeed = 2,
    CarriageReturn = 4,
}
