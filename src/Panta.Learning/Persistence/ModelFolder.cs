using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Delta;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Persistence;

/// <summary>
/// A model as a folder in MLflow's model format: <c>MLmodel</c> with the flavour <c>panta</c>, <c>panta/pipeline.json</c> (stages and parameters) and
/// <c>panta/arrays.bin</c> (numeric arrays, little-endian). Loading gives back the same bits. Nothing in a folder is executed.
/// </summary>
public static class ModelFolder
{
    /// <summary>The version of the native form that this program writes, and the newest that it reads.</summary>
    public const int Format = 1;

    const string MLmodel = "MLmodel";
    const string PipelineFile = "panta/pipeline.json";
    const string ArraysFile = "panta/arrays.bin";
    const string MlflowVersion = "3.0.0";
    const string TimeFormat = "yyyy-MM-dd HH:mm:ss.ffffff";
    const long LargestDocument = 256L << 20;

    /// <summary>Gets the files of a model, relative to its folder.</summary>
    public static ImmutableArray<string> Files { get; } = [MLmodel, PipelineFile, ArraysFile];

    /// <summary>Writes a model; files and their names are on disk when the call returns, <c>MLmodel</c> last: a folder with one is whole.</summary>
    /// <param name="path">The folder; made where it is not there, and empty where it is.</param>
    /// <param name="model">The fitted pipeline.</param>
    /// <param name="signature">What it takes and answers; <see cref="Signature.Of"/> finds it.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="IOException">The folder is not empty or cannot be written.</exception>
    public static void Save(string path, PipelineModel model, Signature signature, ModelOrigin origin)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new IOException($"Folder '{path}' is not empty. A model is saved into a folder of its own.");

        Disk.CreateFolder(Path.Combine(path, "panta"));
        var stages = WriteArrays(Path.Combine(path, ArraysFile), model, out var bytes, out var hash);
        var document = new JsonObject
        {
            ["format"] = Format,
            ["arrays"] = new JsonObject { ["file"] = "arrays.bin", ["bytes"] = bytes, ["sha256"] = hash },
            ["model"] = stages,
        };
        var text = Encoding.UTF8.GetBytes(document.ToJsonString(new() { WriteIndented = true }));
        WriteFile(Path.Combine(path, PipelineFile), text);
        Disk.SyncFolder(Path.Combine(path, "panta"));
        WriteFile(Path.Combine(path, MLmodel),
            Encoding.UTF8.GetBytes(YamlDocument.Write(Head(signature, origin, Convert.ToHexStringLower(SHA256.HashData(text))))));
        Disk.SyncFolder(path);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ModelFormatException">A file is missing, cut short, altered, or of a format newer than <see cref="Format"/>.</exception>
    public static SavedModel Load(string path)
    {
        var headFile = Path.Combine(path, MLmodel);
        var head = ParseHead(headFile);
        var flavours = head["flavors"] as JsonObject ?? [];
        if (flavours["panta"] is not JsonObject flavour)
            throw new ModelFormatException(
                headFile, $"has no flavour 'panta'; it has: {string.Join(", ", flavours.Select(f => f.Key))}. Score such a model by its own flavour.");

        var format = Number(flavour["format"]) ?? throw new ModelFormatException(headFile, "does not say the format of flavour 'panta'.");
        if (format > Format) throw new ModelFormatException(headFile, $"is of format {format}; this program reads up to {Format}. Load it with a newer one.");

        var pipelineFile = Path.Combine(path, PipelineFile);
        var document = ParsePipeline(pipelineFile, Text(flavour["sha256"]) ?? throw new ModelFormatException(
            headFile, "has no SHA-256 of the flavour's data."));
        var model = ReadModel(pipelineFile, Path.Combine(path, ArraysFile), document);
        return new(model, ReadSignature(headFile, head), ReadOrigin(headFile, head));
    }

    static JsonNode? WriteArrays(string file, PipelineModel model, out long bytes, out string hash)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite);
        var written = RecordWriter.Write(model, typeof(ITransformer), defaults: true, new(stream));
        stream.Flush(flushToDisk: true);
        bytes = stream.Length;
        stream.Position = 0;
        hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        return written;
    }

    static void WriteFile(string file, byte[] bytes)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    static JsonObject Head(Signature signature, ModelOrigin origin, string hash)
    {
        var created = origin.Created.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
        var contents = SHA256.HashData(Encoding.UTF8.GetBytes($"{hash} {origin.RunId} {created}"));
        var head = new JsonObject
        {
            ["flavors"] = new JsonObject { ["panta"] = new JsonObject { ["format"] = Format, ["data"] = "panta", ["sha256"] = hash } },
            ["signature"] = new JsonObject
            {
                ["inputs"] = signature.InputsToJson().ToJsonString(),
                ["outputs"] = signature.OutputsToJson().ToJsonString(),
                ["params"] = null,
            },
            ["model_uuid"] = origin.ModelUuid ?? Convert.ToHexStringLower(contents.AsSpan(0, 16)),
            ["utc_time_created"] = created,
            ["mlflow_version"] = MlflowVersion,
        };
        if (origin.RunId is { } run) head["run_id"] = run;
        return head;
    }

    static byte[] ReadFile(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length > LargestDocument) throw new ModelFormatException(file, $"has {stream.Length} bytes; at most {LargestDocument} are read.");

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFormatException(file, "is not there. The folder is no model that Panta saved, or was not copied whole.", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new ModelFormatException(file, $"cannot be read: {error.Message}", error);
        }
    }

    static JsonObject ParseHead(string file)
    {
        try
        {
            return YamlDocument.Parse(Encoding.UTF8.GetString(ReadFile(file))).Root as JsonObject ?? throw new ModelFormatException(
                file, "is no YAML mapping.");
        }
        catch (DocumentException error)
        {
            throw new ModelFormatException(file, $"is no YAML: {error.Message}", error);
        }
    }

    static JsonObject ParsePipeline(string file, string expectedHash)
    {
        var bytes = ReadFile(file);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != expectedHash) throw Altered(file, "MLmodel");

        try
        {
            return JsonNode.Parse(bytes) as JsonObject ?? throw new ModelFormatException(file, "is no JSON object.");
        }
        catch (JsonException error)
        {
            throw new ModelFormatException(file, $"is no JSON: {error.Message}", error);
        }
    }

    static PipelineModel ReadModel(string pipelineFile, string arraysFile, JsonObject document)
    {
        if (!File.Exists(arraysFile)) throw new ModelFormatException(arraysFile, "is not there. The folder was not copied whole.");

        var arrays = document["arrays"] as JsonObject ?? [];
        using var handle = File.OpenHandle(arraysFile);
        var bytes = Number(arrays["bytes"]);
        if (RandomAccess.GetLength(handle) != bytes)
            throw new ModelFormatException(
                arraysFile, $"has {RandomAccess.GetLength(handle)} bytes, but pipeline.json says {bytes}. It was cut short or altered: copy the folder again.");

        using (var stream = File.OpenRead(arraysFile))
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != Text(arrays["sha256"])) throw Altered(arraysFile, "pipeline.json");

        var problems = new List<DocumentProblem>();
        var model = RecordReader.Read(document["model"], typeof(ITransformer), new(handle), problems);
        if (problems.Count > 0) throw new ModelFormatException(pipelineFile, $"does not describe a model: {string.Join(" ", problems)}");

        return model as PipelineModel ?? throw new ModelFormatException(pipelineFile, "holds no PipelineModel.");
    }

    static Signature ReadSignature(string file, JsonObject head)
    {
        try
        {
            var signature = head["signature"] as JsonObject ?? [];
            return Signature.FromJson(JsonNode.Parse(Text(signature["inputs"]) ?? "[]"), JsonNode.Parse(Text(signature["outputs"]) ?? "[]"));
        }
        catch (Exception error) when (error is JsonException or DocumentException)
        {
            throw new ModelFormatException(file, $"has a signature that cannot be read: {error.Message}", error);
        }
    }

    static ModelOrigin ReadOrigin(string file, JsonObject head) => new()
    {
        Created =
            DateTimeOffset.TryParseExact(Text(head["utc_time_created"]), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var created)
            ? created
            : throw new ModelFormatException(file, $"has no utc_time_created of the form {TimeFormat}."),
        RunId = Text(head["run_id"]),
        ModelUuid = Text(head["model_uuid"]),
    };

    static ModelFormatException Altered(string file, string witness) =>
        new(file, $"has another SHA-256 than {witness} says. It was altered or damaged: copy the folder again.");

    static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    static long? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<long>(out var number)
            ? number
            : node is JsonValue small && small.TryGetValue<int>(out var fits) ? fits : null;
}
