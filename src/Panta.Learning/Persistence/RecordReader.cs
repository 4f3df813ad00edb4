using System.Text.Json.Nodes;

namespace Panta.Learning.Persistence;

/// <summary>
/// Reads records from JSON as <see cref="RecordWriter"/> writes them, and reports every problem with its place: unknown keys (with the closest known one),
/// missing keys, values of the wrong type, values outside their attributes' range. Only types that properties declare or <see cref="Stages"/> lists are made.
/// </summary>
public static class RecordReader
{
    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">A record, or an interface such as <see cref="Pipelines.IStage"/>.</typeparam>
    /// <param name="node">The JSON form.</param>
    /// <exception cref="DocumentException">The form is wrong somewhere; all problems are listed.</exception>
    public static T Read<T>(JsonNode? node)
    {
        var problems = new List<DocumentProblem>();
        var value = Read<T>(node, "", problems);
        return problems.Count == 0 ? value! : throw new DocumentException([.. problems]);
    }

    /// <summary>Reads a value and adds what is wrong to a list.</summary>
    /// <typeparam name="T">A record, or an interface such as <see cref="Pipelines.IStage"/>.</typeparam>
    /// <param name="node">The JSON form.</param>
    /// <param name="path">Where the node stands in its document, as a JSON pointer.</param>
    /// <param name="problems">Filled with what is wrong.</param>
    /// <returns>The value; the type's default where a problem was added.</returns>
    public static T? Read<T>(JsonNode? node, string path, ICollection<DocumentProblem> problems)
    {
        var before = problems.Count;
        var value = new RecordReading(problems, null).Value(node, typeof(T), false, path);
        return problems.Count == before ? (T?)value : default;
    }

    internal static object? Read(JsonNode? node, Type type, ArrayFile.Reader arrays, ICollection<DocumentProblem> problems) =>
        new RecordReading(problems, arrays).Value(node, type, false, "");

    internal static object? ReadMember(JsonNode? node, RecordShape.Member member, string path, ICollection<DocumentProblem> problems) =>
        new RecordReading(problems, null).Member(node, member, path);

    internal static bool IsParsable(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IParsable<>));

    /// <summary>A key as a step of a JSON pointer.</summary>
    internal static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
