using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Persistence;

/// <summary>
/// The text form of a stage, in JSON and in YAML: the key <c>stage</c> names its type, the other keys are its parameters in camelCase, as spark.ml
/// calls them; a pipeline has a list <c>stages</c>.
/// </summary>
/// <example><code>
/// stage: StandardScaler
/// inputCol: features
/// outputCol: scaled
/// </code></example>
public static class StageFormat
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A stage as JSON.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="defaults">Whether parameters at their default are written. Default false.</param>
    public static string ToJson(IStage stage, bool defaults = false) => RecordWriter.Write(stage, defaults)!.ToJsonString(Indented);

    /// <summary>A stage as YAML.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="defaults">Whether parameters at their default are written. Default false.</param>
    public static string ToYaml(IStage stage, bool defaults = false) => YamlDocument.Write(RecordWriter.Write(stage, defaults));

    /// <summary>Reads a stage from JSON or YAML (JSON is YAML too).</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="DocumentException">The text is no stage; all problems are listed, each with its line and column.</exception>
    public static IStage Read(string text)
    {
        var document = YamlDocument.Parse(text);
        var problems = new List<DocumentProblem>();
        var stage = RecordReader.Read<IStage>(document.Root, "", problems);
        return problems.Count == 0 ? stage! : throw document.Locate(problems);
    }

    /// <summary>Reads a stage from a JSON node.</summary>
    /// <param name="node">The node.</param>
    /// <exception cref="DocumentException">The node is no stage; all problems are listed.</exception>
    public static IStage Read(JsonNode? node) => RecordReader.Read<IStage>(node);
}
