using System.Text.Json.Nodes;

namespace Panta.Server.Tests.Conformance;

/// <summary>A call of MLflow's REST API with a good example and what is refused of it; <c>$words</c> are filled in by <see cref="World"/>.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">The mapped path after the prefix, with its <c>{names}</c>.</param>
/// <param name="Good">The fields of a call that succeeds, as JSON.</param>
sealed record Route(string Method, string Path, string Good)
{
    /// <summary>The values of the path's names: as in <c>model_id=$logged</c>.</summary>
    public string Named { get; init; } = "";

    /// <summary>The fields that may not be absent or empty, separated by spaces.</summary>
    public string Required { get; init; } = "";

    /// <summary>Fields with the first length that is refused, and how.</summary>
    public IReadOnlyList<(string Field, int Length, string Said)> TooLong { get; init; } = [];

    /// <summary>Fields with values that name nothing there is (or has the wrong form), and the answer.</summary>
    public IReadOnlyList<Refused> Unknown { get; init; } = [];

    /// <summary>The same with the names of things that were deleted.</summary>
    public IReadOnlyList<Refused> Deleted { get; init; } = [];

    public string Key => $"{Method} {Path}";

    public bool IsQuery => Method == "GET";

    public JsonObject Fields() => JsonNode.Parse(Good)!.AsObject();

    /// <summary>The path with its names filled in.</summary>
    /// <param name="values">Other values than the good ones: name and value.</param>
    public string Url(params (string Name, string Value)[] values)
    {
        var url = Path;
        foreach (var (name, value) in values) url = url.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        foreach (var pair in Named.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')))
            url = url.Replace($"{{{pair[0]}}}", pair[1], StringComparison.Ordinal);
        return url;
    }
}

/// <summary>A field's value that is refused.</summary>
/// <param name="Field">The field; one of the path's names in braces.</param>
/// <param name="Value">Its value.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Said">What its message holds; its error code where the status is 404 follows from it.</param>
sealed record Refused(string Field, string Value, int Status, string Said);
