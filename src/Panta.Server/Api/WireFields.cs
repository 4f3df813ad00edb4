using System.Globalization;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;

namespace Panta.Server.Api;

/// <summary>Fields that several calls share.</summary>
static class WireFields
{
    public static IReadOnlyList<Tag> Tags(this WireObject fields, string name = "tags") =>
        [.. fields.Objects(name).Select(t => new Tag(t.RequiredText("key"), t.Text("value") ?? ""))];

    public static IReadOnlyList<Param> Params(this WireObject fields) =>
        [.. fields.Objects("params").Select(p => new Param(p.RequiredText("key"), p.Text("value") ?? ""))];

    public static Metric Metric(this WireObject fields) =>
        new(fields.RequiredText("key"), fields.RequiredNumber("value"), fields.RequiredInteger("timestamp"), fields.Integer("step") ?? 0)
        {
            ModelId = fields.Text("model_id") ?? "",
            DatasetName = fields.Text("dataset_name") ?? "",
            DatasetDigest = fields.Text("dataset_digest") ?? "",
        };

    /// <summary>Newer clients send <c>run_id</c>, older ones <c>run_uuid</c>, some both.</summary>
    public static string RunId(this WireObject fields) => fields.RequiredText("run_id", "run_uuid");

    /// <summary>A registered model's name; one that no model can have is refused, not looked for.</summary>
    public static string ModelName(this WireObject fields)
    {
        var name = fields.RequiredText("name");
        ModelRegistry.RequireName(name);
        return name;
    }

    public static int MaxResults(this WireObject fields, int usual) => fields.Integer("max_results") switch
    {
        null => usual,
        { } given when given is > 0 and < int.MaxValue => (int)given,
        { } given => throw new ArgumentException(
            $"Invalid value {given} for parameter 'max_results' supplied: it must be at least 1 and within the limit of this search."),
    };

    public static long Version(this WireObject fields)
    {
        var text = fields.RequiredText("version");
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new ArgumentException($"Parameter 'version' must be an integer, got '{text}'.");
    }
}
