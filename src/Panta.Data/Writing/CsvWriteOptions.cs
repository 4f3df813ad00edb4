namespace Panta.Data.Writing;

/// <summary>How CSV files are written.</summary>
public sealed record CsvWriteOptions
{
    /// <summary>Gets the character between the values, of ASCII. Default a comma.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Gets whether the first line names the columns. Default true.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Gets the text for null; a value that is this text stands in quotes. Default the empty one.</summary>
    public string NullText { get; init; } = "";

    /// <summary>Gets how the file is packed. Default: by its extension.</summary>
    public TextCompression Compression { get; init; } = TextCompression.ByExtension;
}
