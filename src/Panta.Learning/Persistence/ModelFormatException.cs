namespace Panta.Learning.Persistence;

/// <summary>A model folder cannot be read: a file is missing, cut short, altered or of a newer format.</summary>
/// <param name="file">The file.</param>
/// <param name="problem">What is wrong with it.</param>
/// <param name="inner">What was thrown. Default null.</param>
public sealed class ModelFormatException(string file, string problem, Exception? inner = null) : Exception($"Model file '{file}' {problem}", inner)
{
    /// <summary>Gets the file.</summary>
    public string File { get; } = file;

    /// <summary>Gets what is wrong with it.</summary>
    public string Problem { get; } = problem;
}
