namespace Panta.Data.Reading;

/// <summary>
/// What becomes of rows of a text file that are none: too few or too many values, an open quote, a value that is not of its column's type, broken JSON.
/// </summary>
public enum MalformedRows
{
    /// <summary>The first one ends the reading with a <see cref="FileReadException"/> that names file, line, text and reason.</summary>
    Fail,

    /// <summary>They are left out; <see cref="FileScan.MalformedCount"/> tells how many there are.</summary>
    Drop,

    /// <summary>They are left out, and <see cref="FileScan.Malformed"/> has them with file, line, text and reason.</summary>
    Quarantine,
}
