using System.Globalization;

namespace Panta.Data.Reading;

/// <summary>A file is there but its content cannot be read.</summary>
/// <param name="path">The file.</param>
/// <param name="line">The line at fault, from 1; null where it is not known.</param>
/// <param name="reason">What is wrong.</param>
/// <param name="inner">What led to it. Default null.</param>
public sealed class FileReadException(string path, long? line, string reason, Exception? inner = null)
    : Exception(line is null
        ? $"File '{path}' cannot be read: {reason}"
        : string.Create(CultureInfo.InvariantCulture, $"File '{path}' cannot be read at line {line}: {reason}"), inner)
{
    /// <summary>Gets the file.</summary>
    public string Path { get; } = path;

    /// <summary>Gets the line at fault, from 1; null where it is not known.</summary>
    public long? Line { get; } = line;
}
