namespace Panta.Server.Pages;

/// <summary>A look into one file: text, rows or a picture, as much as one reads on a page.</summary>
public sealed record ArtifactPreview
{
    /// <summary>The file's path below its root.</summary>
    public required string Path { get; init; }

    /// <summary>The address it is fetched from whole.</summary>
    public required string Link { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The beginning of its text; null where it is none. Default null.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the text is Markdown, to be read as what it means. Default false.</summary>
    public bool IsMarkdown { get; init; }

    /// <summary>The names of its columns, where it is a table. Default none.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Its first rows, where it is a table. Default none.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; init; } = [];

    /// <summary>Whether it is a picture that a browser draws without running anything. Default false.</summary>
    public bool IsImage { get; init; }

    /// <summary>What is not shown, or why nothing is. Default empty: all of it is shown.</summary>
    public string Note { get; init; } = "";
}
