namespace Panta.Learning.Persistence;

/// <summary>One thing wrong in a JSON or YAML document.</summary>
/// <param name="Path">Where: a JSON pointer such as <c>/pipeline/0/inputCol</c>; empty for the whole document.</param>
/// <param name="Message">What is wrong, what is allowed.</param>
public readonly record struct DocumentProblem(string Path, string Message)
{
    /// <summary>The problem as <c>path: message</c>.</summary>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
