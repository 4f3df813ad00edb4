using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Panta.Tracking.Transfers;

/// <summary>The files of an exported store, and how a record is written as a line.</summary>
static class JsonLines
{
    public const string Experiments = "experiments.jsonl";
    public const string Runs = "runs.jsonl";
    public const string Points = "metric-points.jsonl";
    public const string LoggedModels = "logged-models.jsonl";
    public const string Registrations = "registered-models.jsonl";
    public const string AliasMoves = "alias-moves.jsonl";
    public const string StageMoves = "stage-moves.jsonl";
    public const string Webhooks = "webhooks.jsonl";
    public const string Artifacts = "artifacts";

    /// <summary>Written last: a folder without it was not finished.</summary>
    public const string Manifest = "panta-export.json";

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <summary>The records of a file, line by line.</summary>
    /// <exception cref="InvalidDataException">A line is no such record.</exception>
    public static IEnumerable<T> Read<T>(string file)
    {
        var number = 0L;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (line.Length > 0) yield return Parse<T>(line, file, number);
        }
    }

    static T Parse<T>(string line, string file, long number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Line {number} of '{file}' is not what 'panta export' writes: {error.Message}", error);
        }
    }
}
