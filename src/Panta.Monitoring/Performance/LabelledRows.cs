using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Monitoring.Performance;

/// <summary>Measures quality on predictions joined to their labels, as the prediction log gives them.</summary>
public static class LabelledRows
{
    /// <summary>The quality of predicted numbers.</summary>
    /// <param name="rows">Predictions with their labels.</param>
    /// <param name="prediction">The column of predictions. Default <c>output.prediction</c>.</param>
    /// <param name="label">The column of labels. Default <c>label</c>.</param>
    /// <param name="time">The column of event times, timestamps. Default <c>event_time</c>.</param>
    /// <exception cref="ArgumentException">A column is missing or of a type that cannot be used.</exception>
    public static Quality Errors(Table rows, string prediction = "output.prediction", string label = "label", string time = "event_time")
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Quality.OfNumbers(rows.Numbers(prediction).Span, rows.Numbers(label).Span, Times(rows, time));
    }

    /// <summary>The quality of predicted classes. Rows where either side is missing are left out.</summary>
    /// <param name="rows">Predictions with their labels.</param>
    /// <param name="prediction">The column of predictions. Default <c>output.prediction</c>.</param>
    /// <param name="label">The column of labels. Default <c>label</c>.</param>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    public static Quality Classes(Table rows, string prediction = "output.prediction", string label = "label")
    {
        ArgumentNullException.ThrowIfNull(rows);

        var right = Hits(rows[prediction], rows[label]);
        var labels = right.Count(hit => hit is not null);
        return Quality.OfClasses(right.Count(hit => hit == true), labels) with { Dropped = rows.RowCount - labels };
    }

    /// <summary>Whether each prediction equals its label; null where either is missing. Numbers are compared as numbers, all else as text.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="labels">The labels, row for row.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static bool?[] Hits(Column predictions, Column labels)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(labels);
        if (predictions.Length != labels.Length)
            throw new ArgumentException($"{predictions.Length} predictions and {labels.Length} labels: each row needs one of each.", nameof(labels));

        var hits = new bool?[labels.Length];
        if (predictions.Type.IsNumeric && labels.Type.IsNumeric)
        {
            double[] left = new double[hits.Length], right = new double[hits.Length];
            predictions.CopyTo(0, left);
            labels.CopyTo(0, right);
            for (var i = 0; i < hits.Length; i++) hits[i] = double.IsNaN(left[i]) || double.IsNaN(right[i]) ? null : left[i] == right[i];
            return hits;
        }
        for (var i = 0; i < hits.Length; i++)
            hits[i] = Text(predictions, i) is { } left && Text(labels, i) is { } right ? string.Equals(left, right, StringComparison.Ordinal) : null;
        return hits;
    }

    static string? Text(Column column, int row) => column.Value(row) switch
    {
        null => null,
        bool truth => truth ? "true" : "false",
        var value => Convert.ToString(value),
    };

    static DateTimeOffset[] Times(Table rows, string time) => rows[time] is Column<long> { Type.Kind: TypeKind.Timestamp } micros
        ? Array.ConvertAll(micros.Span.ToArray(), micro => DateTimeOffset.UnixEpoch.AddTicks(micro * 10))
        : throw new ArgumentException($"Column '{time}' holds {rows[time].Type}, not timestamps.", nameof(time));
}
