namespace Panta.Data.Writing;

/// <summary>How files of text are packed.</summary>
public enum TextCompression
{
    /// <summary>By the extension: <c>.gz</c> is gzip, <c>.zst</c> Zstandard, any other is not packed.</summary>
    ByExtension,

    /// <summary>Not packed.</summary>
    None,

    /// <summary>Gzip.</summary>
    Gzip,

    /// <summary>Zstandard.</summary>
    Zstandard,
}
