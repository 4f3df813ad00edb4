using System.Text.Json.Nodes;
using Panta.Data.Schemas;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Persistence;

/// <summary>
/// What a model takes and what it answers, as MLflow's model signature. MLflow knows fewer types: small integers come back as <c>integer</c>, decimals as
/// <c>double</c>, dates and timestamps as <c>datetime</c> (read as timestamp); vectors are arrays of double.
/// </summary>
/// <param name="Inputs">The columns a row to score must have; one that is nullable may be missing.</param>
/// <param name="Outputs">The columns that scoring adds.</param>
public sealed record Signature(Schema Inputs, Schema Outputs)
{
    /// <summary>
    /// The signature of a fitted pipeline: of the given columns those it cannot do without (the label is not among them), and the columns that its last stage
    /// adds.
    /// </summary>
    /// <param name="model">The fitted pipeline.</param>
    /// <param name="schema">The columns of the rows it was fitted on.</param>
    /// <exception cref="ArgumentException">The pipeline cannot be applied to such rows.</exception>
    public static Signature Of(PipelineModel model, Schema schema)
    {
        var all = model.OutputSchema(schema);
        var inputs = schema;
        foreach (var name in schema.Names)
            if (CanMiss(model, inputs, name))
                inputs = inputs.Without(name);

        var before = new PipelineModel(model.Stages.IsEmpty ? [] : model.Stages[..^1]).OutputSchema(schema);
        return new(inputs, new([.. all.Fields.Where(field => before.Find(field.Name) != field)]));
    }

    /// <summary>The inputs as MLflow's list of column specs.</summary>
    public JsonArray InputsToJson() => Specs(Inputs);

    /// <summary>The outputs as MLflow's list of column specs.</summary>
    public JsonArray OutputsToJson() => Specs(Outputs);

    /// <summary>Reads a signature from MLflow's lists of column specs.</summary>
    /// <param name="inputs">The list of inputs.</param>
    /// <param name="outputs">The list of outputs; null: none.</param>
    /// <exception cref="DocumentException">A spec is no named column spec of a type that a table can hold.</exception>
    public static Signature FromJson(JsonNode? inputs, JsonNode? outputs) =>
        new(ReadSpecs(inputs, "/inputs"), outputs is null ? Schema.Empty : ReadSpecs(outputs, "/outputs"));

    // A column can be missed where the pipeline still takes the rows and everything else comes out as before.
    static bool CanMiss(PipelineModel model, Schema inputs, string column)
    {
        try
        {
            return model.OutputSchema(inputs.Without(column)).Count == model.OutputSchema(inputs).Count - 1;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    static JsonArray Specs(Schema schema) => [.. schema.Fields.Select(Spec)];

    static JsonObject Spec(Field field)
    {
        var spec = new JsonObject { ["type"] = TypeName(field.Type), ["name"] = field.Name, ["required"] = !field.Nullable };
        if (field.Type.HoldsVectors) spec["items"] = new JsonObject { ["type"] = "double" };
        return spec;
    }

    static string TypeName(DataType type) => type.Kind switch
    {
        TypeKind.Bool => "boolean",
        TypeKind.Int8 or TypeKind.Int16 or TypeKind.Int32 => "integer",
        TypeKind.Int64 => "long",
        TypeKind.Float32 => "float",
        TypeKind.Float64 or TypeKind.Decimal => "double",
        TypeKind.String => "string",
        TypeKind.Binary => "binary",
        TypeKind.Date or TypeKind.Timestamp or TypeKind.TimestampNtz => "datetime",
        _ when type.HoldsVectors => "array",
        _ => throw new ArgumentException($"A signature has no type for columns of {type}."),
    };

    static Schema ReadSpecs(JsonNode? node, string path)
    {
        var problems = new List<DocumentProblem>();
        var fields = node is JsonArray specs ? specs.Select((spec, i) => ReadSpec(spec, $"{path}/{i}", problems)).ToList() : [];
        if (node is not JsonArray) problems.Add(new(path, "is no list of column specs."));
        return problems.Count == 0 ? new Schema([.. fields.OfType<Field>()]) : throw new DocumentException([.. problems]);
    }

    static Field? ReadSpec(JsonNode? node, string path, List<DocumentProblem> problems)
    {
        var type = (node as JsonObject)?["type"] is JsonValue name && name.TryGetValue<string>(out var text) ? TypeOf(text, node["items"]) : null;
        if (type is not null && node!["name"] is JsonValue column && column.TryGetValue<string>(out var called))
            return new(called, type) { Nullable = node["required"] is JsonValue required && required.TryGetValue<bool>(out var needed) && !needed };

        problems.Add(new(path, "is no named column spec. Such a spec reads {\"type\": \"double\", \"name\": \"temp\", \"required\": true}."));
        return null;
    }

    static DataType? TypeOf(string name, JsonNode? items) => name switch
    {
        "boolean" => DataType.Bool,
        "integer" => DataType.Int32,
        "long" => DataType.Int64,
        "float" => DataType.Float32,
        "double" => DataType.Float64,
        "string" => DataType.String,
        "binary" => DataType.Binary,
        "datetime" => DataType.Timestamp,
        "sparkml_vector" => DataType.Vector,
        "array" when items?["type"]?.ToString() is "double" or "float" => DataType.Vector,
        _ => null,
    };
}
