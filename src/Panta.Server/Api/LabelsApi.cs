using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Panta.Workflows.Projects;

namespace Panta.Server.Api;

/// <summary>The truth, arriving late: labels by entity key, answered when they are on disk.</summary>
static class LabelsApi
{
    const int MaximumRows = 100_000;

    public static void MapLabels(this IEndpointRouteBuilder routes) => routes.MapPost("/api/1.0/endpoints/{name}/labels", Add);

    static async Task<Ok<LabelsAnswer>> Add(string name, LabelsRequest body, LabelIntake labels, CancellationToken cancel)
    {
        if (body.Rows is not { Count: > 0 } rows) throw new ArgumentException("'rows' is missing: a list of {entity_key, label_time, label}.");
        if (rows.Count > MaximumRows) throw new ArgumentException($"{rows.Count} labels in one request; at most {MaximumRows} are taken. Send them in parts.");

        await labels.AppendAsync(name, [.. rows.Select(ToLabel)], cancel);
        return TypedResults.Ok(new LabelsAnswer(rows.Count));
    }

    static NewLabel ToLabel(LabelRow? row, int index)
    {
        if (row is null) throw new ArgumentException($"rows[{index}] is null; needs {{entity_key, label_time, label}}.");
        if (row.EntityKey is null) throw new ArgumentException($"rows[{index}].entity_key is missing.");
        return new(Text(row.EntityKey.Value, index), row.LabelTime, row.Label ?? throw new ArgumentException($"rows[{index}].label is missing."));
    }

    static string Text(JsonElement key, int index) => key.ValueKind switch
    {
        JsonValueKind.String => WireObject.TryText(key) ?? throw new ArgumentException($"rows[{index}].entity_key is no valid Unicode."),
        JsonValueKind.Number => key.GetRawText(),
        _ => throw new ArgumentException($"rows[{index}].entity_key is {key.GetRawText()}; needs a text or a number."),
    };

    internal sealed record LabelsRequest(IReadOnlyList<LabelRow?>? Rows);

    internal sealed record LabelRow(
        [property: System.Text.Json.Serialization.JsonPropertyName("entity_key")] JsonElement? EntityKey,
        [property: System.Text.Json.Serialization.JsonPropertyName("label_time")] DateTimeOffset? LabelTime,
        JsonElement? Label);

    internal sealed record LabelsAnswer(int Accepted);
}
