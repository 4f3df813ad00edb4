namespace Panta.Data.Reading;

/// <summary>A row of a text file that cannot be read.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line in the file on which it begins, from 1.</param>
/// <param name="Text">What stands there; of long rows the first 10,000 characters.</param>
/// <param name="Reason">What is wrong with it.</param>
sealed record MalformedRow(string File, long Line, string Text, string Reason)
{
    public const int LongestText = 10_000;

    /// <summary>The first of a file's malformed rows as the error that ends a reading.</summary>
    public FileReadException ToError(Exception? inner) => new(File, Line, $"{Reason}. The line: {(Text.Length > 1_000 ? $"{Text[..1_000]}…" : Text)}", inner);
}
