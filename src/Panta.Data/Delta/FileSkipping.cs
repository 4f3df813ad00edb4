namespace Panta.Data.Delta;

/// <summary>What a reading opens of the files of a table.</summary>
/// <param name="FilesThere">The table's files.</param>
/// <param name="FilesRead">Those that are opened.</param>
/// <param name="BytesThere">The bytes of the table's files.</param>
/// <param name="BytesRead">The bytes of those that are opened; of these only the columns asked for are read.</param>
public readonly record struct FileSkipping(long FilesThere, long FilesRead, long BytesThere, long BytesRead);
