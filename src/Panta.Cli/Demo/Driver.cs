using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Tables;

namespace Panta.Cli.Demo;

/// <summary>
/// Lives a replay through a server, day by day: asks every endpoint for each row, gives the labels that became known, and moves the project's clock. Goes on from
/// the clock that the server has stored; repeats under the same ids what was not acknowledged.
/// </summary>
sealed class Driver(DemoClient server, Replay replay, Action<JsonObject> tell)
{
    const int InFlight = 16;
    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    int _told;
    int _row;
    int _label;

    /// <summary>Gets how many predictions were asked for and acknowledged.</summary>
    public long Predictions { get; private set; }

    /// <summary>Runs from the project's clock to the end of the history and the maturity of its labels.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var project = await server.GetAsync($"api/1.0/projects/{replay.Project}", cancel);
        var now = project["now"]!.GetValue<DateTimeOffset>();
        _told = project["decisions"]!.GetValue<int>();
        var end = Enumerable.Range(0, replay.Rows.RowCount).Max(replay.LabelTimeOf).Date.AddDays(1);
        while (_row < replay.Rows.RowCount && replay.TimeOf(_row) < now) _row++;
        var byLabelTime = Enumerable.Range(0, replay.Rows.RowCount).OrderBy(replay.LabelTimeOf).ToArray();
        while (_label < byLabelTime.Length && replay.LabelTimeOf(byLabelTime[_label]) <= now - Day) _label++;

        for (; now < end; now += Day)
        {
            await AskAsync(now + Day, cancel);
            await GiveLabelsAsync(byLabelTime, now + Day, cancel);
            await MoveClockAsync(now + Day, cancel);
        }
    }

    async Task AskAsync(DateTimeOffset until, CancellationToken cancel)
    {
        var first = _row;
        while (_row < replay.Rows.RowCount && replay.TimeOf(_row) < until) _row++;
        var requests = Enumerable.Range(first, _row - first).SelectMany(row => replay.Endpoints.Select(endpoint => (Row: row, Endpoint: endpoint)));
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancel }, async (request, stop) =>
            await server.PostAsync($"endpoints/{request.Endpoint}/invocations", Body(request.Row), $"{request.Endpoint}-{replay.Rows[replay.Key].Value(request.Row)}", stop));
        Predictions += (_row - first) * replay.Endpoints.Length;
    }

    async Task GiveLabelsAsync(int[] byLabelTime, DateTimeOffset until, CancellationToken cancel)
    {
        var rows = new JsonArray();
        for (; _label < byLabelTime.Length && replay.LabelTimeOf(byLabelTime[_label]) <= until; _label++)
        {
            var row = byLabelTime[_label];
            if (replay.TimeOf(row) < replay.Start) continue;

            rows.Add(new JsonObject
            {
                ["entity_key"] = replay.Rows[replay.Key].Value(row)!.ToString(),
                ["label_time"] = replay.LabelTimeOf(row),
                ["label"] = JsonSerializer.SerializeToNode(replay.Rows[replay.Label].Value(row)),
            });
        }

        if (rows.Count == 0) return;

        foreach (var endpoint in replay.Endpoints)
            await server.PostAsync($"api/1.0/endpoints/{endpoint}/labels", new JsonObject { ["rows"] = rows.DeepClone() }, cancel);
    }

    async Task MoveClockAsync(DateTimeOffset to, CancellationToken cancel)
    {
        var answer = await server.PostAsync($"api/1.0/projects/{replay.Project}/clock", new JsonObject { ["now"] = to }, cancel);
        if (answer["decisions"]!.GetValue<int>() <= _told) return;

        var decisions = (await server.GetAsync($"api/1.0/projects/{replay.Project}/decisions?skip={_told}", cancel))["decisions"]!.AsArray();
        foreach (var decision in decisions.OfType<JsonObject>()) tell(decision);
        _told += decisions.Count;
    }

    byte[] Body(int row)
    {
        using var stream = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("dataframe_split");
            json.WriteStartArray("columns");
            foreach (var column in replay.Sent) json.WriteStringValue(column);
            json.WriteEndArray();
            json.WriteStartArray("data");
            json.WriteStartArray();
            foreach (var column in replay.Sent) JsonSerializer.Serialize(json, replay.Rows[column].Value(row));
            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
