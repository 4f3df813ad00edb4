using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Serving.Protocols;

namespace Panta.Serving.Endpoints;

/// <summary>Lays scored rows out as the prediction log keeps them.</summary>
static class PredictionRows
{
    const int MostSlots = 32;

    /// <summary>The log's rows of one request.</summary>
    /// <param name="settings">The endpoint.</param>
    /// <param name="request">The request, with the columns of time and key.</param>
    /// <param name="version">The model's version.</param>
    /// <param name="features">The model's inputs as they were scored.</param>
    /// <param name="outputs">What it answered.</param>
    /// <param name="arrival">When the request came, on the project's clock.</param>
    /// <param name="latency">How long scoring took.</param>
    public static Table Of(EndpointSettings settings, ScoringRequest request, string version, Table features, Table outputs, DateTimeOffset arrival,
        TimeSpan latency)
    {
        var rows = features.RowCount;
        var columns = new List<(string, Column)>
        {
            ("prediction_id", TextColumn.Of([.. Enumerable.Range(0, rows).Select(row => $"{request.Id}-{row}")])),
            ("request_id", Constant(request.Id, rows)),
            ("event_time", EventTimes(settings, request.Rows, arrival)),
            ("model", Constant(settings.Model, rows)),
            ("version", Constant(version, rows)),
            ("latency_us", new Column<long>(DataType.Int64, Filled(latency.Ticks / 10, rows))),
            ("status", Constant("ok", rows)),
        };
        if (Keys(settings, request) is { } keys) columns.Add(("entity_key", keys));
        columns.AddRange(Flat("features", features));
        columns.AddRange(Flat("output", outputs));
        return Table.Of([.. columns]);
    }

    static Column<long> EventTimes(EndpointSettings settings, Table request, DateTimeOffset arrival)
    {
        var now = (arrival.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;
        if (settings.TimeColumn is not { } name || !request.Schema.Contains(name)) return new(DataType.Timestamp, Filled(now, request.RowCount));

        var wanted = new Schema(new Field(name, DataType.Timestamp));
        var given = (Column<long>)FrameReader.Fit(request, Schema.Empty, wanted)[name];
        if (!given.Validity.HasNulls) return given;

        var times = given.Span.ToArray();
        for (var row = 0; row < times.Length; row++)
            if (given.IsNull(row)) times[row] = now;
        return new(DataType.Timestamp, times);
    }

    static TextColumn? Keys(EndpointSettings settings, ScoringRequest request)
    {
        if (settings.KeyColumn is not { } name || !request.Rows.Schema.Contains(name)) return null;

        var wanted = new Schema(new Field(name, DataType.String));
        var given = (TextColumn)FrameReader.Fit(request.Rows, Schema.Empty, wanted)[name];
        return given.Validity.HasNulls ? TextColumn.Of([.. Enumerable.Range(0, given.Length).Select(row => given[row] ?? $"{request.Id}-{row}")]) : given;
    }

    // The log holds flat columns: a vector becomes a column for each slot while it has few.
    static IEnumerable<(string, Column)> Flat(string prefix, Table table)
    {
        foreach (var field in table.Schema.Fields)
        {
            if (table[field.Name] is not VectorColumn vectors) yield return ($"{prefix}.{field.Name}", table[field.Name]);
            else foreach (var slot in Slots(vectors)) yield return ($"{prefix}.{field.Name}_{slot.Slot}", slot.Column);
        }
    }

    static IEnumerable<(int Slot, Column Column)> Slots(VectorColumn vectors)
    {
        var rows = Enumerable.Range(0, vectors.Length).Select(row => (double[]?)vectors.Value(row)).ToArray();
        var size = Math.Min(MostSlots, rows.Max(row => row?.Length) ?? 0);
        return Enumerable.Range(0, size).Select(slot =>
        {
            var values = Array.ConvertAll(rows, row => row is null ? double.NaN : row[slot]);
            return (slot, (Column)new Column<double>(DataType.Float64, values, Validity.Of(rows.Length, row => rows[row] is not null)));
        });
    }

    static TextColumn Constant(string value, int rows) => new(new int[rows], [value]);

    static long[] Filled(long value, int rows)
    {
        var values = new long[rows];
        Array.Fill(values, value);
        return values;
    }
}
