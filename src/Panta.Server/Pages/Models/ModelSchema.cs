using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Learning.Persistence;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Stores;

namespace Panta.Server.Pages;

/// <summary>What a model takes and answers, as its <c>MLmodel</c> says, in words.</summary>
/// <param name="Inputs">Name, type and whether it must be there, one a column or tensor.</param>
/// <param name="Outputs">The same of what it answers.</param>
/// <param name="Flavours">The forms the model comes in, such as panta, onnx or sklearn.</param>
public sealed record ModelSchema(
    IReadOnlyList<(string Name, string Type, bool Required)> Inputs, IReadOnlyList<(string Name, string Type, bool Required)> Outputs,
    IReadOnlyList<string> Flavours)
{
    const int MostBytes = 1 << 20, MostColumns = 500;

    /// <summary>Reads it from the folder of a version; null where there is no <c>MLmodel</c> in this server's store.</summary>
    /// <exception cref="InvalidDataException">The file is too large or no YAML.</exception>
    internal static ModelSchema? Of(ArtifactStore artifacts, string location)
    {
        if (artifacts.PathOf(location) is not { } root || Text(artifacts, $"{root}/MLmodel") is not { } text) return null;
        try
        {
            var head = YamlDocument.Parse(text).Root as JsonObject;
            var signature = head?["signature"] as JsonObject;
            return new(Specs(signature?["inputs"]), Specs(signature?["outputs"]), [.. (head?["flavors"] as JsonObject ?? []).Select(flavour => flavour.Key)]);
        }
        catch (Exception wrong) when (wrong is DocumentException or JsonException)
        {
            throw new InvalidDataException($"Its MLmodel cannot be read: {wrong.Message}", wrong);
        }
    }

    static string? Text(ArtifactStore artifacts, string path)
    {
        try
        {
            using var file = artifacts.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read <= MostBytes ? Encoding.UTF8.GetString(bytes, 0, read)
                : throw new InvalidDataException($"Its MLmodel is larger than {Figures.Bytes(MostBytes)}.");
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    // MLflow writes the specs as JSON in a text; older files as a list.
    static List<(string Name, string Type, bool Required)> Specs(JsonNode? node)
    {
        var list = node is JsonValue value && value.TryGetValue<string>(out var json) ? JsonNode.Parse(json) : node;
        return [.. (list as JsonArray ?? []).OfType<JsonObject>().Take(MostColumns).Select(Spec)];
    }

    static (string Name, string Type, bool Required) Spec(JsonObject spec)
    {
        var type = spec["tensor-spec"] is JsonObject tensor ? $"tensor of {Plain(tensor["dtype"])} {tensor["shape"]?.ToJsonString()}"
            : spec["type"] is JsonValue plain ? Plain(plain) : spec["type"]?.ToJsonString() ?? "";
        if (type is "object" or "array" or "map") type = $"{type} {(spec["properties"] ?? spec["items"] ?? spec["values"])?.ToJsonString()}";
        return (Plain(spec["name"]), type, spec["required"] is not JsonValue required || !required.TryGetValue<bool>(out var must) || must);
    }

    static string Plain(JsonNode? node) => node switch
    {
        null => Figures.None,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };
}
