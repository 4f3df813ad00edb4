using System.Net.Http.Json;
using System.Text.Json;
using Panta.Tracking.Tests;

namespace Panta.Server.Tests.Hostile;

public sealed class ClockTests
{
    [StoreFact]
    public async Task A_clock_that_steps_back_a_day_stops_no_work_and_loses_no_page()
    {
        var clock = new SteppedClock();
        using var database = StoreTestCase.Current == StoreKind.Postgres ? new TestDatabase() : null;
        await using var server = await RunningServer.StartAsync(o => o with { Time = clock, Database = database?.Address.Connection });
        var runs = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            if (i == 5) clock.Now -= TimeSpan.FromDays(1);
            runs.Add((await PostAsync(server, "runs/create", new { experiment_id = "0" })).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!);
            await PostAsync(server, "runs/log-batch", new { run_id = runs[^1], metrics = new[] { new { key = "m", value = i, timestamp = 1, step = i } } });
        }

        await PostAsync(server, "registered-models/create", new { name = "m" });
        await PostAsync(server, "model-versions/create", new { name = "m", source = "s3://b/m" });
        clock.Now -= TimeSpan.FromDays(400);
        await PostAsync(server, "registered-models/alias", new { name = "m", alias = "champion", version = "1" });
        await PostAsync(server, "experiments/update", new { experiment_id = "0", new_name = "renamed" });

        var found = new List<string>();
        for (string? token = ""; token is not null;)
        {
            var page = await PostAsync(server, "runs/search", new { experiment_ids = new[] { "0" }, max_results = 3, page_token = token });
            found.AddRange(page.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("info").GetProperty("run_id").GetString()!));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }

        Assert.Equal(runs.Order(), found.Order());
    }

    static async Task<JsonElement> PostAsync<T>(RunningServer server, string path, T body)
    {
        using var answer = await server.Client.PostAsJsonAsync("/api/2.0/mlflow/" + path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
