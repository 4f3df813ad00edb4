using Panta.Data.Schemas;
using Panta.Data.Tables;

namespace Panta.Data.Predictions;

/// <summary>Reads the predictions of a window of event time and joins them to their labels.</summary>
static class PredictionWindow
{
    /// <summary>The predictions of [start, end) in order of event_time; of rows with one id the first acknowledged.</summary>
    public static Table Read(LogView log, DateTimeOffset start, DateTimeOffset end)
    {
        var rows = log.Within("event_time", start, end);
        var ids = (TextColumn)rows["prediction_id"];
        var seen = new HashSet<string>(rows.RowCount, StringComparer.Ordinal);
        var first = new List<int>(rows.RowCount);
        for (var row = 0; row < rows.RowCount; row++)
            if (seen.Add(ids[row]!)) first.Add(row);

        var times = ((Column<long>)rows["event_time"]).Values;
        var isOrdered = true;
        for (var i = 1; i < first.Count && isOrdered; i++) isOrdered = times.Span[first[i]] >= times.Span[first[i - 1]];
        if (isOrdered && first.Count == rows.RowCount) return rows;

        return TableShape.Take(rows, isOrdered ? [.. first] : [.. first.OrderBy(row => times.Span[row])]);
    }

    /// <summary>Those of the predictions that have a label, with <c>label</c> and <c>label_time</c>.</summary>
    public static Table Labelled(Table predictions, LogView labels, DateTimeOffset? receivedBy)
    {
        var type = labels.Columns.Find("label")?.Type ?? DataType.Float64;
        var (rows, found) = Find(predictions, labels, receivedBy is { } by ? Instants.Microseconds(by) : long.MaxValue);
        var labelled = rows.Count == predictions.RowCount ? predictions : TableShape.Take(predictions, [.. rows]);
        return labelled
            .With(new Field("label", type), Gathered(found, "label", type))
            .With(new Field("label_time", DataType.Timestamp), Gathered(found, "label_time", DataType.Timestamp));
    }

    static (List<int> Rows, List<(TablePart Part, int Row)> Labels) Find(Table predictions, LogView labels, long receivedBy)
    {
        var (rows, found) = (new List<int>(predictions.RowCount), new List<(TablePart, int)>(predictions.RowCount));
        if (predictions.RowCount == 0) return (rows, found);

        var keys = (TextColumn)predictions["entity_key"];
        var wanted = Enumerable.Range(0, keys.Length).Select(row => keys[row]!).ToArray();
        var parts = labels.PartsHolding("entity_key", wanted.Min(Utf8Order.Instance)!, wanted.Max(Utf8Order.Instance)!).ToList();
        for (var row = 0; row < wanted.Length; row++)
        {
            if (Last(parts, wanted[row], receivedBy) is not { } label) continue;

            rows.Add(row);
            found.Add(label);
        }

        return (rows, found);
    }

    // The last by label_time, then by received_at, then by arrival.
    static (TablePart Part, int Row)? Last(List<TablePart> parts, string key, long receivedBy)
    {
        (TablePart, int)? last = null;
        var (lastTime, lastReceived) = (long.MinValue, long.MinValue);
        foreach (var part in parts)
        {
            foreach (var row in part.RowsOf("entity_key", key))
            {
                var time = ((Column<long>)part.Rows["label_time"]).Span[row];
                var received = ((Column<long>)part.Rows["received_at"]).Span[row];
                if (received > receivedBy || time < lastTime || time == lastTime && received < lastReceived) continue;

                (last, lastTime, lastReceived) = ((part, row), time, received);
            }
        }

        return last;
    }

    // Taken part by part, then put back into the order asked for.
    static Column Gathered(List<(TablePart Part, int Row)> places, string name, DataType type)
    {
        if (places.Count == 0) return ColumnBuilder.For(type).Build();

        var order = new int[places.Count];
        var pieces = new List<Column>();
        var at = 0;
        foreach (var group in places.Select((place, i) => (place.Part, place.Row, Index: i)).GroupBy(place => place.Part))
        {
            pieces.Add(TableShape.Take(group.Key.Rows[name], [.. group.Select(place => place.Row)]));
            foreach (var place in group) order[place.Index] = at++;
        }

        return Column.Concat(pieces).Take(order);
    }
}
