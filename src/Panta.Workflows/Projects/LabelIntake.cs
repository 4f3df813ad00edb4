using System.Text.Json;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Serving.Endpoints;

namespace Panta.Workflows.Projects;

/// <summary>Takes labels as they become known and hands them to their endpoint's log, stamped with the project's time.</summary>
/// <param name="endpoints">The endpoints.</param>
/// <param name="projects">The projects, for their clocks.</param>
/// <param name="time">The system's clock.</param>
public sealed class LabelIntake(EndpointSet endpoints, ProjectStore projects, TimeProvider time)
{
    /// <summary>Stores labels; completes when they are on disk. The same labels again change nothing.</summary>
    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="labels">At least one label; numbers (and booleans, as 0 and 1) or texts, not both.</param>
    /// <param name="cancel">Gives up before the write.</param>
    /// <exception cref="ArgumentException">A label is neither a number nor a text, or the two are mixed.</exception>
    public async Task AppendAsync(string endpoint, IReadOnlyList<NewLabel> labels, CancellationToken cancel)
    {
        var target = endpoints.Get(endpoint);
        var now = new ProjectClock(projects, target.Settings.Project, time).GetUtcNow();
        var isText = labels[0].Label.ValueKind == JsonValueKind.String;
        if (isText && target.Scorer?.Signature.Outputs.Find("prediction") is { Type.IsNumeric: true })
            throw new ArgumentException($"rows[0].label is {labels[0].Label.GetRawText()}, a text; endpoint '{endpoint}' predicts numbers, so its labels are numbers.");

        var (keys, times, values, received)
            = (ColumnBuilder.For(DataType.String), ColumnBuilder.For(DataType.Timestamp),
            ColumnBuilder.For(isText ? DataType.String : DataType.Float64), ColumnBuilder.For(DataType.Timestamp));
        for (var i = 0; i < labels.Count; i++)
        {
            keys.Add(labels[i].EntityKey);
            times.Add(labels[i].LabelTime ?? now);
            values.Add(isText ? TextOf(labels[i].Label, i) : NumberOf(labels[i].Label, i));
            received.Add(now);
        }

        var rows = Table.Of(("entity_key", keys.Build()), ("label_time", times.Build()), ("label", values.Build()), ("received_at", received.Build()));
        await target.Log.AppendLabelsAsync(rows, cancel).ConfigureAwait(false);
    }

    static double NumberOf(JsonElement label, int index) => label.ValueKind switch
    {
        JsonValueKind.Number => label.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => throw Mixed(label, index, "a number"),
    };

    static string TextOf(JsonElement label, int index) => label.ValueKind == JsonValueKind.String ? label.GetString()! : throw Mixed(label, index, "a text");

    static ArgumentException Mixed(JsonElement label, int index, string needed) =>
        new($"rows[{index}].label is {label.GetRawText()}; the first label is {needed}, and all of one request are of one kind.");
}
